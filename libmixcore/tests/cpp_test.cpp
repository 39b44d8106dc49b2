// SPDX-License-Identifier: LGPL-2.1-or-later
/* The header for C++, over the kernel for tests. */
#include <mixcore/mixcore.hpp>

#include <cmath>
#include <stdexcept>
#include <string>

extern "C" {
#include "fake_kernel.h"
}
#include "test.h"

using mixcorepp::make;

namespace
{

/* The errno that a function throws, 0 for none. */
template <typename F> int thrown(F &&function)
{
	try {
		std::forward<F>(function)();
	} catch (const std::system_error &error) {
		return error.code().value();
	}
	return 0;
}

/* Outputs 2 and 3, the input 4, the stream 5, and a loopback. */
void begin()
{
	fake_reset_small();
	fake_add_loopback(4, 3);
}

void handles_close_themselves()
{
	begin();
	{
		const mixcorepp::context first{MIXCORE_OPEN_CONTROL};
		mixcorepp::context second;
		const mixcorepp::events listener;

		CHECK(first.is_control() && !second.is_control());
		CHECK_INT(fake.open_descriptors, 3);
		second = mixcorepp::context{};
		const mixcorepp::context third{std::move(second)};
		CHECK_INT(third.version().abi, MIXCORE_ABI);
		CHECK_INT(fake.open_descriptors, 3);
	}
	CHECK_INT(fake.open_descriptors, 0);
}

void errors_are_thrown()
{
	begin();
	fake.node_error = -EACCES;
	CHECK_INT(thrown([] { mixcorepp::context ctx; }), EACCES);
	fake.node_error = 0;
	fake.family_error = -ENOENT;
	CHECK_INT(thrown([] { mixcorepp::events listener; }), ENOENT);
	fake.family_error = 0;
	const mixcorepp::context ctx;
	CHECK_INT(thrown([&] { (void)ctx.output(77); }), ENOENT);
	CHECK_INT(thrown([&] { (void)ctx.output(std::string(MIXCORE_NAME_LEN, 'x')); }),
		  ENAMETOOLONG);
	CHECK_INT(thrown([&] { (void)ctx.output(std::string(MIXCORE_NAME_LEN - 1, 'x')); }),
		  ENOENT);
	CHECK_INT(thrown([&] { (void)ctx.route(5, 3); }), ENOENT);
	fake.call_error = -ENODEV;
	CHECK_INT(thrown([&] {
			  for (const auto &info : ctx.streams())
				  (void)info;
		  }),
		  ENODEV);
	fake.call_error = 0;
	try {
		(void)ctx.stream(1);
	} catch (const std::system_error &error) {
		const std::string what = error.what();

		CHECK(what.starts_with(mixcore_error_text(MIXCORE_CALL_STREAM_GET, -ENOENT)));
	}
}

void objects_are_ranges()
{
	std::string names;

	begin();
	const mixcorepp::context ctx;
	for (const auto &output : ctx.outputs())
		names += std::string{mixcorepp::text(output.name)} + ' ';
	for (const auto &input : ctx.inputs())
		names += std::string{mixcorepp::text(input.name)} + ' ';
	for (const auto &stream : ctx.streams())
		names += std::string{mixcorepp::text(stream.comm)} + ' ';
	CHECK_STR(names.c_str(), "null intel usb null mic aplay ");
	for (const auto &route : ctx.routes())
		CHECK_INT(route.stream, 5);
	for (const auto &loopback : ctx.loopbacks())
		CHECK_INT(loopback.stream, 4);
	CHECK_INT(ctx.output("usb").id, 3);
	CHECK_INT(ctx.input("mic").id, 4);
	CHECK_INT(ctx.status().streams, 1);
}

void defaults_are_set()
{
	auto def = make<mixcore_default>();

	begin();
	mixcorepp::context ctx{MIXCORE_OPEN_CONTROL};
	CHECK_INT(ctx.defaults().output, MIXCORE_OUTPUT_NULL);
	def.uid = MIXCORE_UID_ANY;
	def.mask = MIXCORE_DEFAULT_OUTPUT;
	def.output = 3;
	ctx.set(def);
	CHECK_INT(ctx.defaults().output, 3);
}

void changes_have_causes()
{
	std::array<mixcore_change, MIXCORE_HISTORY_MAX> room{};
	auto set = make<mixcorepp::stream_set>();

	begin();
	mixcorepp::context ctx{MIXCORE_OPEN_CONTROL};
	set.id = 5;
	set.mask = MIXCORE_SET_GAIN;
	mixcorepp::change_volume("-6dB,-12dB", std::span{set.gain}.first(2));
	set.cause = mixcorepp::cause("it was too loud", 7);
	ctx.set(set);
	CHECK_INT(ctx.stream(5).gain[0], mixcorepp::gain_from_db(-6));
	CHECK_INT(ctx.stream(5).gain[1], mixcorepp::gain_from_db(-12));
	const auto history = ctx.history(MIXCORE_OBJECT_STREAM, 5, 0, room);
	CHECK(history.data() == room.data() && !history.empty() && history.size() < room.size());
	CHECK(mixcorepp::text(history[0].last_change.cause.text) == "it was too loud");
	CHECK_INT(history[0].last_change.cause.cookie, 7);
	CHECK(ctx.history(MIXCORE_OBJECT_STREAM, 5, 0, std::span{room}.first(1)).size() == 1);
}

void causes_are_cut_at_a_character()
{
	std::string text;

	while (text.size() < 1000)
		text += "\u20ac";
	const auto cause = mixcorepp::cause(text);
	CHECK(mixcorepp::text(cause.text) == std::string_view{text}.substr(0, 63));
	CHECK_INT(thrown([] { (void)mixcorepp::cause("\n"); }), EINVAL);
	CHECK_INT(thrown([] { (void)mixcorepp::gain_from_db(13); }), ERANGE);
	CHECK(std::isinf(mixcorepp::gain_to_db(0)));
	CHECK_INT(mixcorepp::gain_from_percent(100), MIXCORE_GAIN_UNITY);
}

void names_fit_or_are_refused()
{
	auto attach = make<mixcorepp::output_attach>();

	mixcorepp::set_name(attach.name, "headphones");
	CHECK_STR(attach.name, "headphones");
	mixcorepp::set_name(attach.name, "usb");
	CHECK(mixcorepp::text(attach.name) == "usb");
	CHECK_INT(thrown([&] { mixcorepp::set_name(attach.name, std::string(32, 'x')); }),
		  ENAMETOOLONG);
	CHECK_STR(attach.name, "usb");
}

void transactions_say_what_failed()
{
	auto move = make<mixcorepp::stream_move>();
	auto route = make<mixcorepp::route_set>();
	mixcorepp::changes changes;

	begin();
	mixcorepp::context ctx{MIXCORE_OPEN_CONTROL};
	route.stream = move.id = 5;
	route.output = 3;
	CHECK_INT(changes.add(route), 0);
	ctx.apply(changes);
	CHECK_INT(ctx.route(5, 3).output, 3);
	move.output = 99;
	CHECK_INT(changes.add(move), 1);
	CHECK_INT(changes.size(), 2);
	try {
		ctx.apply(changes);
		CHECK(false);
	} catch (const mixcorepp::transaction_error &error) {
		CHECK_INT(error.failed(), 1);
		CHECK_INT(error.code().value(), ENOENT);
	}
	CHECK_INT(thrown([&] { changes.add(mixcorepp::route_set{}); }), EINVAL);
	ctx.remove_route(5, 3);
	CHECK_INT(thrown([&] { ctx.remove_route(5, 3); }), ENOENT);
}

void events_are_heard()
{
	auto event = make<mixcore_event>();

	begin();
	mixcorepp::events listener;
	CHECK(listener.fd() >= 0);
	CHECK(listener.next(event) == mixcorepp::events::heard::nothing);
	fake_close_stream(5);
	CHECK(listener.next(event) == mixcorepp::events::heard::event);
	CHECK_INT(event.cmd, MIXCORE_NL_CMD_GONE);
	fake_netlink_overrun();
	CHECK(listener.next(event) == mixcorepp::events::heard::lost);
}

void snapshots_are_kept()
{
	unsigned int outputs = 0;

	begin();
	const mixcorepp::snapshot graph{mixcorepp::context{}};
	fake_close_stream(5);
	for (const auto &output : graph.outputs())
		outputs += output.id;
	CHECK_INT(outputs, 1 + 2 + 3);
	CHECK_INT(graph.count(MIXCORE_OBJECT_INPUT), 2);
	CHECK(mixcorepp::text(graph.stream(5)->comm) == "aplay");
	CHECK(!graph.stream(6) && !graph.route(5, 3) && !graph.defaults(1000));
	CHECK_INT(graph.route(5, 2)->stream, 5);
	CHECK_INT(graph.loopback(4, 3)->output, 3);
	CHECK(mixcorepp::text(graph.input(4)->name) == "mic");
	for (const auto &route : graph.routes())
		CHECK(mixcorepp::text(graph.output(route.output)->name) == "intel");
	CHECK(graph.generation() < fake.generation);
	fake.interrupted_dumps = 1000;
	CHECK_INT(thrown([] { const mixcorepp::snapshot none{mixcorepp::context{}}; }), EAGAIN);
	CHECK_INT(fake.open_descriptors, 0);
}

/* Not through frames of C. */
void callbacks_may_throw()
{
	unsigned int count = 0;

	begin();
	const mixcorepp::context ctx;
	CHECK_INT(ctx.dump(0, [&](const mixcore_dumped &) { count++; }), fake.generation);
	CHECK_INT(count, 9);
	try {
		ctx.dump(MIXCORE_OBJECT_OUTPUT, [&](const mixcore_dumped &dumped) {
			if (dumped.id == 2)
				throw std::runtime_error("enough");
			count++;
		});
		CHECK(false);
	} catch (const std::runtime_error &error) {
		CHECK_STR(error.what(), "enough");
	}
	CHECK_INT(count, 10);
	CHECK_INT(thrown([&] { ctx.dump(99, [](const mixcore_dumped &) {}); }), ERANGE);
}

mixcore_timer_create timer_wish()
{
	auto create = make<mixcore_timer_create>();

	create.resolution_ns = 1000000;
	return create;
}

void timers_tick()
{
	auto create = timer_wish();
	auto trigger = make<mixcore_trigger>();

	begin();
	create.rate = 48000;
	mixcorepp::timer timer{mixcorepp::context{}, create};
	CHECK_INT(fake.open_descriptors, 1);
	CHECK(timer.provided_by() == MIXCORE_TIMER_MIXCORE);
	CHECK_INT(timer.fd(), create.fd);
	CHECK_INT(timer.address().device, MIXCORE_TIMER_DEVICE);
	CHECK(timer.trigger());
	trigger.frames = 100;
	CHECK(timer.trigger(trigger));
	CHECK_INT(trigger.position, 148);
	fake.trigger_fails = {.after = 0, .times = 2, .error = -EAGAIN};
	CHECK(!timer.trigger());
	CHECK(!timer.trigger(trigger));
	trigger.ticks = MIXCORE_TICKS_MAX + 1;
	CHECK_INT(thrown([&] { (void)timer.trigger(trigger); }), EINVAL);
	CHECK_INT(fake_timer_of(timer.fd())->info.ticks, 1);
}

void timers_close_themselves()
{
	auto create = timer_wish();

	begin();
	fake.has_utimers = true;
	{
		mixcorepp::timer first{create};
		const mixcorepp::timer second{std::move(first)};

		CHECK(second.provided_by() == MIXCORE_TIMER_KERNEL);
		CHECK_INT(fake.open_descriptors, 1);
		first = mixcorepp::timer{mixcorepp::context{}, create, MIXCORE_TIMER_MIXCORE};
		CHECK(first.provided_by() == MIXCORE_TIMER_MIXCORE);
		CHECK_INT(fake.open_descriptors, 2);
	}
	CHECK_INT(fake.open_descriptors, 0);
	fake.has_utimers = false;
	CHECK_INT(thrown([&] { const mixcorepp::timer none{create}; }), ENOTTY);
	create.resolution_ns = 0;
	CHECK_INT(thrown([&] {
			  const mixcorepp::timer none{mixcorepp::context{}, create};
		  }),
		  EINVAL);
	CHECK_INT(fake.open_descriptors, 0);
}

void timers_tell()
{
	auto create = timer_wish();
	mixcore_producer_event event{};

	begin();
	mixcorepp::timer timer{mixcorepp::context{}, create};
	CHECK(!timer.next(event));
	CHECK(!timer.next(event, 20));
	CHECK_INT(fake.now_ns, 20000000);
	fake_happens(&fake_timer_of(timer.fd())->event, MIXCORE_PRODUCER_OPENED,
		     MIXCORE_TIMER_STATE_OPEN);
	CHECK(timer.next(event, -1));
	CHECK_INT(event.what, MIXCORE_PRODUCER_OPENED);
	CHECK_INT(event.state, MIXCORE_TIMER_STATE_OPEN);
	fake.poll_error = -EINTR;
	CHECK_INT(thrown([&] { (void)timer.next(event, -1); }), EINTR);
}

void timers_are_listed()
{
	std::string names;

	begin();
	fake_add_timer("one", 1000000, 0);
	fake_add_timer("two", 1000000, 0);
	const mixcorepp::context ctx;
	for (const auto &timer : ctx.timers())
		names += std::string{mixcorepp::text(timer.name)} + ' ';
	CHECK_STR(names.c_str(), "one two ");
	const auto first = (*ctx.timers().begin()).id;
	CHECK(mixcorepp::text(ctx.timer(first).name) == "one");
	CHECK_INT(thrown([&] { (void)ctx.timer(99); }), ENOENT);
}

constexpr std::uint32_t ring_frames = 1000;
constexpr std::uint32_t cycle_frames = 100;

/* Two channels of 16 bits; each frame of an output is its number, in 32. */
mixcore_endpoint_create endpoint_wish(std::uint32_t flags)
{
	auto create = make<mixcore_endpoint_create>();

	create.flags = flags;
	create.rate = 48000;
	create.channels = 2;
	create.format = static_cast<std::uint32_t>(SNDRV_PCM_FORMAT_S16_LE);
	create.ring_frames = ring_frames;
	create.cycle_frames = cycle_frames;
	mixcorepp::set_name(create.name, "radio");
	return create;
}

void endpoints_close_themselves()
{
	auto create = endpoint_wish(MIXCORE_ENDPOINT_F_KEEP);
	auto adopt = make<mixcorepp::endpoint_adopt>();

	begin();
	{
		mixcorepp::endpoint first{mixcorepp::context{}, create};
		const mixcorepp::endpoint second{std::move(first)};

		CHECK_INT(second.fd(), create.fd);
		CHECK_INT(fake_endpoint_of(create.fd)->maps, 1);
		CHECK_INT(fake.open_descriptors, 1);
		std::copy(std::begin(create.cookie), std::end(create.cookie),
			  std::begin(adopt.cookie));
		CHECK_INT(thrown([&] { mixcorepp::endpoint{mixcorepp::context{}, adopt}; }), EBUSY);
	}
	CHECK_INT(fake.open_descriptors, 0);
	{
		const mixcorepp::endpoint again{mixcorepp::context{}, adopt};

		CHECK_INT(again.page().adopted, 1);
		CHECK_INT(fake.open_descriptors, 1);
	}
	create = endpoint_wish(MIXCORE_ENDPOINT_F_UNPACED);
	CHECK_INT(thrown([&] { mixcorepp::endpoint{mixcorepp::context{}, create}; }), EPERM);
	CHECK_INT(fake.open_descriptors, 0);
	CHECK_INT(fake.endpoints[0].maps, 0);
}

void endpoints_are_read()
{
	auto create = endpoint_wish(0);
	std::array<std::uint32_t, 2000> room{};
	std::array<std::int16_t, 7> halves{};

	begin();
	mixcorepp::endpoint endpoint{mixcorepp::context{}, create};
	CHECK(endpoint.read(std::span{room}).size() == room.size());
	CHECK_INT(room[1999], 1999);
	/* Three frames; the sample behind them is no whole one. */
	const auto read = endpoint.read(std::span{halves});
	CHECK(read.data() == halves.data() && read.size() == 6);
	CHECK_INT(halves[4], 2002);
	fake.trigger_fails = {.after = 1, .times = 2, .error = -EAGAIN};
	CHECK(endpoint.read(std::span{room}).size() == ring_frames - cycle_frames);
	CHECK(endpoint.read(std::span{room}).empty());
	CHECK_INT(thrown([&] { (void)endpoint.read(std::span<std::uint64_t>{}); }), EINVAL);
	CHECK_INT(thrown([&] { (void)endpoint.write(std::span{room}); }), EINVAL);
	CHECK_INT(endpoint.page().position, 2003 + ring_frames - cycle_frames);
	fake_detach_endpoint(fake_endpoint_of(endpoint.fd()));
	CHECK_INT(thrown([&] { (void)endpoint.read(std::span{room}); }), ENODEV);
}

std::uint64_t taken;

/* What recorders are given. */
void take(std::uint64_t position, std::uint32_t value)
{
	taken += value == 5000 + position;
}

void number(std::span<std::uint32_t> samples, std::uint64_t position)
{
	for (auto &sample : samples)
		sample = static_cast<std::uint32_t>(5000 + position++);
}

void endpoints_are_written()
{
	auto create = endpoint_wish(MIXCORE_ENDPOINT_F_INPUT);
	std::array<std::uint32_t, 2000> samples{};

	begin();
	mixcorepp::endpoint endpoint{mixcorepp::context{}, create};
	fake_endpoint_of(endpoint.fd())->take = take;
	taken = 0;
	number(samples, 0);
	fake.trigger_fails = {.after = 1, .times = 2, .error = -EAGAIN};
	std::span<const std::uint32_t> left{samples};
	left = endpoint.write(left);
	CHECK_INT(left.data() - samples.data(), ring_frames - cycle_frames);
	CHECK(endpoint.write(left).size() == left.size());
	CHECK(endpoint.write(left).empty());
	CHECK_INT(taken, 2000);
}

void endpoints_are_in_place()
{
	auto create = endpoint_wish(0);
	mixcore_producer_event event{};

	begin();
	mixcorepp::endpoint endpoint{mixcorepp::context{}, create};
	fake.now_ns = 5;
	CHECK_INT(endpoint.trigger(600).value_or(0), 600);
	CHECK_INT(endpoint.trigger(600, fake.now_ns).value_or(0), 1200);
	CHECK_INT(fake.trigger.flags, MIXCORE_TRIGGER_F_TIME);
	const auto area = endpoint.area<std::uint32_t>(600, 600);
	CHECK(area.size() == 400);
	CHECK_INT(area.back(), 999);
	CHECK(endpoint.area<std::byte>(1000, 200).size() == 800);
	fake.trigger_fails = {.after = 0, .times = 1, .error = -EAGAIN};
	CHECK(!endpoint.trigger(1));
	CHECK_INT(thrown([&] { (void)endpoint.trigger(0); }), EINVAL);
	CHECK(!endpoint.next(event));
	CHECK_INT(fake.now_ns, 5);
	CHECK(!endpoint.next(event, 20));
	CHECK_INT(fake.now_ns, 20000005);
	fake_detach_endpoint(fake_endpoint_of(endpoint.fd()));
	CHECK(endpoint.next(event));
	CHECK_INT(event.what, MIXCORE_PRODUCER_GONE);
}

void endpoints_run()
{
	auto create = endpoint_wish(0);
	std::uint32_t next = 0;

	begin();
	mixcorepp::endpoint endpoint{mixcorepp::context{}, create};
	endpoint.run(300, 0, [&](const mixcore_endpoint_block &block) {
		const auto samples = endpoint.samples<std::uint16_t>(block);

		for (std::size_t i = 0; i < samples.size(); i += 2)
			next += samples[i] == next;
		return block.position + block.frames < 1500;
	});
	CHECK_INT(next, 1500);
	CHECK_INT(fake.triggers, 5);
	CHECK_INT(thrown([&] { endpoint.run(0, 0, [](const auto &) { return false; }); }), EINVAL);
	CHECK_INT(thrown([&] { endpoint.run(1, 1001, [](const auto &) { return false; }); }),
		  EINVAL);
	fake_detach_endpoint(fake_endpoint_of(endpoint.fd()));
	CHECK_INT(thrown([&] { endpoint.run(1, 0, [](const auto &) { return true; }); }), ENODEV);
}

/* An input that runs, and whose callback throws: the block that it was to fill is not given. */
void endpoints_may_throw()
{
	auto create = endpoint_wish(MIXCORE_ENDPOINT_F_INPUT);

	begin();
	mixcorepp::endpoint endpoint{mixcorepp::context{}, create};
	fake_endpoint_of(endpoint.fd())->take = take;
	taken = 0;
	try {
		endpoint.run(300, 0, [&](const mixcore_endpoint_block &block) {
			if (block.position == 1200)
				throw std::runtime_error("enough");
			number(endpoint.samples<std::uint32_t>(block), block.position);
			return true;
		});
		CHECK(false);
	} catch (const std::runtime_error &error) {
		CHECK_STR(error.what(), "enough");
	}
	CHECK_INT(taken, 1200);
	CHECK_INT(endpoint.page().position, 1200);
}

} // namespace

int main()
{
	handles_close_themselves();
	errors_are_thrown();
	objects_are_ranges();
	defaults_are_set();
	changes_have_causes();
	causes_are_cut_at_a_character();
	names_fit_or_are_refused();
	transactions_say_what_failed();
	events_are_heard();
	snapshots_are_kept();
	callbacks_may_throw();
	timers_tick();
	timers_close_themselves();
	timers_tell();
	timers_are_listed();
	endpoints_close_themselves();
	endpoints_are_read();
	endpoints_are_written();
	endpoints_are_in_place();
	endpoints_run();
	endpoints_may_throw();
	return TEST_END();
}

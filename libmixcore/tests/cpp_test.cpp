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
	return TEST_END();
}

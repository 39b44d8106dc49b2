// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * libmixcore for C++20, in a header: handles that close themselves, errors as exceptions.
 *
 * - The structs are those of <sound/mixcore.h>; make<T>() makes one that knows its size.
 * - What fails throws std::system_error with the errno and the words of mixcore_error_text().
 * - Handles are moved, not copied. A moved-from handle may be assigned to or destroyed only.
 * - Nothing is allocated but what libmixcore allocates itself: results are values, references into
 *   a snapshot, or parts of a span that the caller gave. Texts are std::string_view both ways.
 * - Threads: as in <mixcore/mixcore.h>: a context and a snapshot are for many, all else for one.
 *
 * The namespace is not `mixcore`, as that is the name of a struct in C.
 */
#ifndef MIXCORE_MIXCORE_HPP
#define MIXCORE_MIXCORE_HPP

#include <algorithm>
#include <array>
#include <cerrno>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <iterator>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <system_error>
#include <type_traits>
#include <utility>

#include <mixcore/mixcore.h>

namespace mixcorepp
{

/* Structs by whose names C has functions, too. */
using output_attach = struct ::mixcore_output_attach;
using output_detach = struct ::mixcore_output_detach;
using output_set = struct ::mixcore_output_set;
using input_attach = struct ::mixcore_input_attach;
using input_detach = struct ::mixcore_input_detach;
using input_set = struct ::mixcore_input_set;
using stream_set = struct ::mixcore_stream_set;
using stream_move = struct ::mixcore_stream_move;
using stream_source = struct ::mixcore_stream_source;
using route_set = struct ::mixcore_route_set;
using route_remove = struct ::mixcore_route_remove;
using timer_address = struct ::mixcore_timer_address;
using endpoint_adopt = struct ::mixcore_endpoint_adopt;
using endpoint_page = struct ::mixcore_endpoint_page;

/** Returns a struct of the kernel interface, all zero, that knows its size. */
template <typename T> [[nodiscard]] constexpr T make() noexcept
{
	T made{};
	made.size = sizeof(T);
	return made;
}

/** Throws when a call has failed; passes on what it returned otherwise. */
inline int check(mixcore_call call, int result)
{
	if (result < 0)
		throw std::system_error(-result, std::generic_category(),
					mixcore_error_text(call, result));
	return result;
}

/** As check(), but returns false for EAGAIN: there was nothing, or it is to be tried later. */
inline bool check_now(mixcore_call call, int result)
{
	return result != -EAGAIN && check(call, result) >= 0;
}

/** A failed transaction; where it failed. */
class transaction_error : public std::system_error
{
public:
	transaction_error(int error, unsigned int failed)
	    : std::system_error(-error, std::generic_category(),
				mixcore_error_text(MIXCORE_CALL_TRANSACTION, error)),
	      failed_{failed}
	{
	}

	/** Index of the change that failed, or their count when it was the whole. */
	[[nodiscard]] unsigned int failed() const noexcept { return failed_; }

private:
	unsigned int failed_;
};

/** The text in a member of a struct, which need not end in NUL. */
[[nodiscard]] constexpr std::string_view text(std::span<const char> member)
{
	const auto end = std::find(member.begin(), member.end(), '\0');

	return {member.data(), static_cast<std::size_t>(end - member.begin())};
}

/** A text that ends in NUL, for calls of C; one that does not fit throws ENAMETOOLONG. */
template <std::size_t N> class c_text
{
public:
	explicit c_text(std::string_view from)
	{
		if (from.size() >= N)
			throw std::system_error(ENAMETOOLONG, std::generic_category());
		std::copy(from.begin(), from.end(), bytes_.begin());
	}

	[[nodiscard]] const char *get() const noexcept { return bytes_.data(); }

private:
	std::array<char, N> bytes_{};
};

/** Sets the name of what is attached; ENAMETOOLONG. */
inline void set_name(std::span<char> member, std::string_view name)
{
	if (name.size() >= member.size())
		throw std::system_error(ENAMETOOLONG, std::generic_category());
	std::fill(std::copy(name.begin(), name.end(), member.begin()), member.end(), '\0');
}

/** A reason for a change; EINVAL: no printable UTF-8. What is too long is cut at a character. */
inline mixcore_cause cause(std::string_view text, std::uint64_t cookie = 0)
{
	constexpr auto room = std::size_t{4} * MIXCORE_CAUSE_TEXT_LEN;
	mixcore_cause made{};
	std::size_t length = std::min(text.size(), room);

	while (length < text.size() && length > 0 &&
	       (static_cast<unsigned char>(text[length]) & 0xc0U) == 0x80U)
		length--;
	const c_text<room + 1> copy{text.substr(0, length)};
	check(MIXCORE_CALL_OTHER, mixcore_cause_set(&made, cookie, copy.get()));
	return made;
}

/** Volume and gain. */
inline std::uint32_t gain_from_db(double db)
{
	std::uint32_t gain = 0;
	check(MIXCORE_CALL_VOLUME_PARSE, mixcore_gain_from_db(db, &gain));
	return gain;
}

inline std::uint32_t gain_from_percent(double percent)
{
	std::uint32_t gain = 0;
	check(MIXCORE_CALL_VOLUME_PARSE, mixcore_gain_from_percent(percent, &gain));
	return gain;
}

[[nodiscard]] inline double gain_to_db(std::uint32_t gain)
{
	return mixcore_gain_to_db(gain);
}

[[nodiscard]] inline double gain_to_percent(std::uint32_t gain)
{
	return mixcore_gain_to_percent(gain);
}

/** Changes gains as a text says, such as "-12dB", "50%", "+=3dB", "-6dB,-3dB". */
inline void change_volume(std::string_view text, std::span<std::uint32_t> gains)
{
	const c_text<256> copy{text};
	check(MIXCORE_CALL_VOLUME_PARSE,
	      mixcore_volume_parse(copy.get(), gains.data(),
				   static_cast<unsigned int>(gains.size())));
}

/** Changes that are made together: see mixcorepp::context::apply(). Each add() returns an index. */
class changes
{
public:
	changes() : changes_{mixcore_changes_new()}
	{
		if (!changes_)
			check(MIXCORE_CALL_TRANSACTION, -ENOMEM);
	}

	int add(const output_set &set)
	{
		return added(mixcore_changes_add_output_set(get(), &set));
	}
	int add(const mixcore_output_eq &eq)
	{
		return added(mixcore_changes_add_output_eq(get(), &eq));
	}
	int add(const mixcore_default &set)
	{
		return added(mixcore_changes_add_default_set(get(), &set));
	}
	int add(const stream_set &set)
	{
		return added(mixcore_changes_add_stream_set(get(), &set));
	}
	int add(const stream_move &move)
	{
		return added(mixcore_changes_add_stream_move(get(), &move));
	}
	int add(const route_set &set) { return added(mixcore_changes_add_route_set(get(), &set)); }
	int add(const route_remove &remove)
	{
		return added(mixcore_changes_add_route_remove(get(), &remove));
	}

	[[nodiscard]] unsigned int size() const noexcept { return mixcore_changes_count(get()); }
	[[nodiscard]] mixcore_changes *get() const noexcept { return changes_.get(); }

private:
	static int added(int result) { return check(MIXCORE_CALL_TRANSACTION, result); }

	struct freed {
		void operator()(mixcore_changes *it) const noexcept { mixcore_changes_free(it); }
	};
	std::unique_ptr<mixcore_changes, freed> changes_;
};

/** Objects of a kind as a range, read from the kernel one after the other. */
template <typename Info, int (*Next)(mixcore *, Info *)> class objects
{
public:
	class iterator
	{
	public:
		using value_type = Info;
		using difference_type = std::ptrdiff_t;

		explicit iterator(mixcore *ctx) : ctx_{ctx} { ++*this; }

		const Info &operator*() const noexcept { return info_; }
		const Info *operator->() const noexcept { return &info_; }
		iterator &operator++()
		{
			const int result = Next(ctx_, &info_);

			end_ = result == -ENOENT;
			if (!end_)
				check(MIXCORE_CALL_OTHER, result);
			return *this;
		}
		void operator++(int) { ++*this; }
		bool operator==(std::default_sentinel_t) const noexcept { return end_; }

	private:
		mixcore *ctx_;
		Info info_ = make<Info>();
		bool end_ = false;
	};

	explicit objects(mixcore *ctx) noexcept : ctx_{ctx} {}

	[[nodiscard]] iterator begin() const { return iterator{ctx_}; }
	[[nodiscard]] std::default_sentinel_t end() const noexcept { return {}; }

private:
	mixcore *ctx_;
};

/** An open node: all calls. What a call means and how it fails is in <mixcore/mixcore.h>. */
class context
{
public:
	/** @flags: MIXCORE_OPEN_* */
	explicit context(unsigned int flags = 0)
	{
		mixcore *opened = nullptr;
		const bool control = (flags & MIXCORE_OPEN_CONTROL) != 0;

		check(control ? MIXCORE_CALL_OPEN_CONTROL : MIXCORE_CALL_OPEN,
		      mixcore_open(&opened, flags));
		ctx_.reset(opened);
	}

	[[nodiscard]] mixcore *get() const noexcept { return ctx_.get(); }
	[[nodiscard]] const mixcore_version &version() const noexcept
	{
		return *mixcore_get_version(get());
	}
	[[nodiscard]] bool is_control() const noexcept { return mixcore_is_control(get()) != 0; }

	[[nodiscard]] mixcore_status status() const
	{
		return got<mixcore_status>(MIXCORE_CALL_OTHER, mixcore_status_get);
	}
	[[nodiscard]] mixcore_quota quota() const
	{
		return got<mixcore_quota>(MIXCORE_CALL_OTHER, mixcore_quota_get);
	}
	void set(const mixcore_quota &quota)
	{
		check(MIXCORE_CALL_QUOTA_SET, mixcore_quota_set(get(), &quota));
	}

	/** What holds for all, or what a uid opens with. */
	[[nodiscard]] mixcore_default defaults(std::uint32_t uid = MIXCORE_UID_ANY) const
	{
		auto def = make<mixcore_default>();

		def.uid = uid;
		check(MIXCORE_CALL_OTHER, mixcore_default_of(get(), &def));
		return def;
	}
	void set(const mixcore_default &def)
	{
		check(MIXCORE_CALL_DEFAULT_SET, mixcore_default_set(get(), &def));
	}

	[[nodiscard]] auto outputs() const
	{
		return objects<mixcore_output_info, mixcore_output_next>{get()};
	}
	[[nodiscard]] mixcore_output_info output(std::uint32_t id) const
	{
		return by_id<mixcore_output_info>(MIXCORE_CALL_OUTPUT_GET, mixcore_output_get, id);
	}
	[[nodiscard]] mixcore_output_info output(std::string_view name) const
	{
		return by_name<mixcore_output_info>(MIXCORE_CALL_OUTPUT_GET, mixcore_output_find,
						    name);
	}
	void set(const output_set &set)
	{
		check(MIXCORE_CALL_OUTPUT_SET, mixcore_output_set(get(), &set));
	}
	void attach(output_attach &attach)
	{
		check(MIXCORE_CALL_OUTPUT_ATTACH, mixcore_output_attach(get(), &attach));
	}
	void detach_output(std::uint32_t id, const mixcore_cause &cause = {})
	{
		check(MIXCORE_CALL_OUTPUT_DETACH, mixcore_output_detach(get(), id, &cause));
	}

	[[nodiscard]] auto inputs() const
	{
		return objects<mixcore_input_info, mixcore_input_next>{get()};
	}
	[[nodiscard]] mixcore_input_info input(std::uint32_t id) const
	{
		return by_id<mixcore_input_info>(MIXCORE_CALL_INPUT_GET, mixcore_input_get, id);
	}
	[[nodiscard]] mixcore_input_info input(std::string_view name) const
	{
		return by_name<mixcore_input_info>(MIXCORE_CALL_INPUT_GET, mixcore_input_find,
						   name);
	}
	void set(const input_set &set)
	{
		check(MIXCORE_CALL_INPUT_SET, mixcore_input_set(get(), &set));
	}
	void attach(input_attach &attach)
	{
		check(MIXCORE_CALL_INPUT_ATTACH, mixcore_input_attach(get(), &attach));
	}
	void detach_input(std::uint32_t id, const mixcore_cause &cause = {})
	{
		check(MIXCORE_CALL_INPUT_DETACH, mixcore_input_detach(get(), id, &cause));
	}

	[[nodiscard]] auto streams() const
	{
		return objects<mixcore_stream_info, mixcore_stream_next>{get()};
	}
	[[nodiscard]] mixcore_stream_info stream(std::uint32_t id) const
	{
		return by_id<mixcore_stream_info>(MIXCORE_CALL_STREAM_GET, mixcore_stream_get, id);
	}
	void set(const stream_set &set)
	{
		check(MIXCORE_CALL_STREAM_SET, mixcore_stream_set(get(), &set));
	}
	void move(const stream_move &move)
	{
		check(MIXCORE_CALL_STREAM_MOVE, mixcore_stream_move(get(), &move));
	}
	void set(const stream_source &source)
	{
		check(MIXCORE_CALL_STREAM_SOURCE, mixcore_stream_source(get(), &source));
	}

	[[nodiscard]] auto routes() const
	{
		return objects<mixcore_route_info, mixcore_route_next>{get()};
	}
	[[nodiscard]] mixcore_route_info route(std::uint32_t stream, std::uint32_t output) const
	{
		return by_pair(MIXCORE_CALL_ROUTE_GET, mixcore_route_get, stream, output);
	}
	void set_route(const route_set &set)
	{
		check(MIXCORE_CALL_ROUTE_SET, mixcore_route_set(get(), &set));
	}
	void remove_route(std::uint32_t stream, std::uint32_t output,
			  const mixcore_cause &cause = {})
	{
		check(MIXCORE_CALL_ROUTE_REMOVE,
		      mixcore_route_remove(get(), stream, output, &cause));
	}

	[[nodiscard]] auto loopbacks() const
	{
		return objects<mixcore_route_info, mixcore_loopback_next>{get()};
	}
	[[nodiscard]] mixcore_route_info loopback(std::uint32_t input, std::uint32_t output) const
	{
		return by_pair(MIXCORE_CALL_LOOPBACK_GET, mixcore_loopback_get, input, output);
	}
	void set_loopback(const route_set &set)
	{
		check(MIXCORE_CALL_LOOPBACK_SET, mixcore_loopback_set(get(), &set));
	}
	void remove_loopback(std::uint32_t input, std::uint32_t output,
			     const mixcore_cause &cause = {})
	{
		check(MIXCORE_CALL_LOOPBACK_REMOVE,
		      mixcore_loopback_remove(get(), input, output, &cause));
	}

	[[nodiscard]] auto timers() const
	{
		return objects<mixcore_timer_info, mixcore_timer_next>{get()};
	}
	[[nodiscard]] mixcore_timer_info timer(std::uint32_t id) const
	{
		auto info = make<mixcore_timer_info>();

		check(MIXCORE_CALL_TIMER_GET, mixcore_timer_get(get(), id, &info));
		return info;
	}

	/** The changes of an object, the newest first: the part of @room that was written. */
	[[nodiscard]] std::span<mixcore_change> history(std::uint32_t object, std::uint32_t id,
							std::uint32_t output,
							std::span<mixcore_change> room) const
	{
		const int count =
			check(MIXCORE_CALL_OTHER,
			      mixcore_history_get(get(), object, id, output, room.data(),
						  static_cast<std::uint32_t>(room.size())));

		return room.first(static_cast<std::size_t>(count));
	}

	/** All of them or none; throws transaction_error. */
	void apply(const changes &changes)
	{
		unsigned int failed = 0;
		const int result = mixcore_changes_apply(get(), changes.get(), &failed);

		if (result < 0)
			throw transaction_error(result, failed);
	}

	/**
	 * Calls @callback(const mixcore_dumped &) for each object there is, or for each of a kind.
	 * What it throws ends the dump and is thrown here, not through the library.
	 * Returns the generation of the graph.
	 */
	template <std::invocable<const mixcore_dumped &> Callback>
	std::uint64_t dump(std::uint32_t object, Callback &&callback) const
	{
		struct teller {
			std::remove_reference_t<Callback> *callback;
			std::exception_ptr thrown;
		} told{std::addressof(callback), nullptr};
		std::uint64_t generation = 0;
		const int result = mixcore_dump(
			get(), object,
			[](const mixcore_dumped *dumped, void *data) noexcept -> int {
				auto *to = static_cast<teller *>(data);

				try {
					(*to->callback)(*dumped);
					return 0;
				} catch (...) {
					to->thrown = std::current_exception();
					return 1;
				}
			},
			&told, &generation);

		if (told.thrown)
			std::rethrow_exception(told.thrown);
		check(MIXCORE_CALL_EVENTS, result);
		return generation;
	}

private:
	template <typename Info>
	[[nodiscard]] Info got(mixcore_call call, int (*get_it)(mixcore *, Info *)) const
	{
		auto info = make<Info>();

		check(call, get_it(get(), &info));
		return info;
	}

	template <typename Info>
	[[nodiscard]] Info by_id(mixcore_call call, int (*get_it)(mixcore *, Info *),
				 std::uint32_t id) const
	{
		auto info = make<Info>();

		info.id = id;
		check(call, get_it(get(), &info));
		return info;
	}

	template <typename Info>
	[[nodiscard]] Info by_name(mixcore_call call, int (*find)(mixcore *, const char *, Info *),
				   std::string_view name) const
	{
		auto info = make<Info>();
		const c_text<MIXCORE_NAME_LEN> copy{name};

		check(call, find(get(), copy.get(), &info));
		return info;
	}

	[[nodiscard]] mixcore_route_info by_pair(mixcore_call call,
						 int (*get_it)(mixcore *, mixcore_route_info *),
						 std::uint32_t from, std::uint32_t to) const
	{
		auto info = make<mixcore_route_info>();

		info.stream = from;
		info.output = to;
		check(call, get_it(get(), &info));
		return info;
	}

	struct closed {
		void operator()(mixcore *it) const noexcept { mixcore_close(it); }
	};
	std::unique_ptr<mixcore, closed> ctx_;
};

/** A listener. */
class events
{
public:
	events()
	{
		mixcore_events *opened = nullptr;

		check(MIXCORE_CALL_EVENTS, mixcore_events_open(&opened));
		events_.reset(opened);
	}

	/** What next() has found: nothing for now; an event; some were lost, read the graph anew.
	 */
	enum class heard { nothing, event, lost };

	/** Does not wait: fd() is for poll(2). */
	heard next(mixcore_event &event)
	{
		const int result = mixcore_events_next(get(), &event);

		if (result == -ENOBUFS)
			return heard::lost;
		return check(MIXCORE_CALL_EVENTS, result) != 0 ? heard::event : heard::nothing;
	}

	[[nodiscard]] int fd() const noexcept { return mixcore_events_fd(get()); }
	[[nodiscard]] mixcore_events *get() const noexcept { return events_.get(); }

private:
	struct closed {
		void operator()(mixcore_events *it) const noexcept { mixcore_events_close(it); }
	};
	std::unique_ptr<mixcore_events, closed> events_;
};

/** The whole graph at one moment. What it returns lives as long as it. */
class snapshot
{
	template <typename Info>
	using place = const Info *(*)(const mixcore_snapshot *, unsigned int);

public:
	explicit snapshot(const context &from)
	{
		mixcore_snapshot *taken = nullptr;

		check(MIXCORE_CALL_EVENTS, mixcore_snapshot_take(&taken, from.get()));
		snapshot_.reset(taken);
	}

	/** Objects of a kind, as a range. */
	template <typename Info, place<Info> At> class list
	{
	public:
		class iterator
		{
		public:
			using value_type = Info;
			using difference_type = std::ptrdiff_t;

			explicit iterator(const mixcore_snapshot *graph) noexcept : graph_{graph} {}

			const Info &operator*() const noexcept { return *At(graph_, index_); }
			const Info *operator->() const noexcept { return At(graph_, index_); }
			iterator &operator++() noexcept
			{
				index_++;
				return *this;
			}
			void operator++(int) noexcept { index_++; }
			bool operator==(std::default_sentinel_t) const noexcept
			{
				return At(graph_, index_) == nullptr;
			}

		private:
			const mixcore_snapshot *graph_;
			unsigned int index_ = 0;
		};

		explicit list(const mixcore_snapshot *graph) noexcept : graph_{graph} {}

		[[nodiscard]] iterator begin() const noexcept { return iterator{graph_}; }
		[[nodiscard]] std::default_sentinel_t end() const noexcept { return {}; }

	private:
		const mixcore_snapshot *graph_;
	};

	[[nodiscard]] auto streams() const noexcept
	{
		return list<mixcore_stream_info, mixcore_snapshot_stream>{get()};
	}
	[[nodiscard]] auto outputs() const noexcept
	{
		return list<mixcore_output_info, mixcore_snapshot_output>{get()};
	}
	[[nodiscard]] auto inputs() const noexcept
	{
		return list<mixcore_input_info, mixcore_snapshot_input>{get()};
	}
	[[nodiscard]] auto routes() const noexcept
	{
		return list<mixcore_route_info, mixcore_snapshot_route>{get()};
	}
	[[nodiscard]] auto loopbacks() const noexcept
	{
		return list<mixcore_route_info, mixcore_snapshot_loopback>{get()};
	}
	[[nodiscard]] auto defaults() const noexcept
	{
		return list<mixcore_default, mixcore_snapshot_default>{get()};
	}

	/** One, or nullptr. */
	[[nodiscard]] const mixcore_stream_info *stream(std::uint32_t id) const noexcept
	{
		return mixcore_snapshot_find_stream(get(), id);
	}
	[[nodiscard]] const mixcore_output_info *output(std::uint32_t id) const noexcept
	{
		return mixcore_snapshot_find_output(get(), id);
	}
	[[nodiscard]] const mixcore_input_info *input(std::uint32_t id) const noexcept
	{
		return mixcore_snapshot_find_input(get(), id);
	}
	[[nodiscard]] const mixcore_route_info *route(std::uint32_t stream,
						      std::uint32_t output) const noexcept
	{
		return mixcore_snapshot_find_route(get(), stream, output);
	}
	[[nodiscard]] const mixcore_route_info *loopback(std::uint32_t input,
							 std::uint32_t output) const noexcept
	{
		return mixcore_snapshot_find_loopback(get(), input, output);
	}
	[[nodiscard]] const mixcore_default *defaults(std::uint32_t uid) const noexcept
	{
		return mixcore_snapshot_find_default(get(), uid);
	}

	/** Events of a later one are about what came after it. */
	[[nodiscard]] std::uint64_t generation() const noexcept
	{
		return mixcore_snapshot_generation(get());
	}
	[[nodiscard]] unsigned int count(std::uint32_t object) const noexcept
	{
		return mixcore_snapshot_count(get(), object);
	}
	[[nodiscard]] const mixcore_snapshot *get() const noexcept { return snapshot_.get(); }

private:
	struct freed {
		void operator()(mixcore_snapshot *it) const noexcept { mixcore_snapshot_free(it); }
	};
	std::unique_ptr<mixcore_snapshot, freed> snapshot_;
};

/**
 * A timer that the program drives. It may outlive the context.
 *
 * A thread in real time may call it: nothing is allocated but by constructors, and when something
 * is thrown. EAGAIN, which such a thread has to expect, is a result.
 */
class timer
{
public:
	/** Writes fd, id and device to @create. The fd is the object's. */
	timer(const context &from, mixcore_timer_create &create,
	      mixcore_timer_provider provider = MIXCORE_TIMER_ANY)
	    : timer{from.get(), create, provider}
	{
	}

	/** The kernel's own, without the module. */
	explicit timer(mixcore_timer_create &create) : timer{nullptr, create, MIXCORE_TIMER_KERNEL}
	{
	}

	/** One tick. False: too early, nothing was done. */
	[[nodiscard]] bool trigger()
	{
		return check_now(MIXCORE_CALL_TIMER_TRIGGER, mixcore_timer_trigger(get()));
	}

	/** Several ticks, or frames; writes the position to @trigger. False: as above. */
	[[nodiscard]] bool trigger(mixcore_trigger &trigger)
	{
		return check_now(MIXCORE_CALL_TIMER_TRIGGER,
				 mixcore_timer_trigger_many(get(), &trigger));
	}

	/** What has happened. Waits for @timeout_ms, -1 = for ever; false: nothing. */
	[[nodiscard]] bool next(mixcore_producer_event &event, int timeout_ms = 0)
	{
		return check_now(MIXCORE_CALL_OTHER,
				 mixcore_timer_event(get(), timeout_ms, &event));
	}

	[[nodiscard]] mixcore_timer_provider provided_by() const noexcept
	{
		return mixcore_timer_provided_by(get());
	}
	[[nodiscard]] timer_address address() const noexcept
	{
		return mixcore_timer_address(get());
	}
	[[nodiscard]] int fd() const noexcept { return mixcore_timer_fd(get()); }
	[[nodiscard]] mixcore_timer *get() const noexcept { return timer_.get(); }

private:
	timer(mixcore *ctx, mixcore_timer_create &create, mixcore_timer_provider provider)
	{
		mixcore_timer *opened = nullptr;

		check(MIXCORE_CALL_TIMER_CREATE,
		      mixcore_timer_open(&opened, ctx, &create, provider));
		timer_.reset(opened);
	}

	struct closed {
		void operator()(mixcore_timer *it) const noexcept { mixcore_timer_close(it); }
	};
	std::unique_ptr<mixcore_timer, closed> timer_;
};

/**
 * An output or input that the program is the device of. It may outlive the context.
 *
 * Spans are of samples, interleaved, of any type that frames can be made of, or of bytes; otherwise
 * EINVAL. What is no whole frame at the end of one is left as it is. An error that comes behind
 * frames that were read or written is thrown by the next call.
 *
 * A thread in real time may call it, but for run(): see timer.
 */
class endpoint
{
public:
	/** Writes values that were chosen to @create, and the fd, which is the object's. */
	endpoint(const context &from, mixcore_endpoint_create &create)
	{
		mixcore_endpoint *opened = nullptr;

		check(MIXCORE_CALL_ENDPOINT_CREATE,
		      mixcore_endpoint_open(&opened, from.get(), &create));
		own(opened);
	}

	/** Goes on with one whose process is gone. */
	endpoint(const context &from, endpoint_adopt &adopt)
	{
		mixcore_endpoint *opened = nullptr;

		check(MIXCORE_CALL_ENDPOINT_ADOPT,
		      mixcore_endpoint_adopt(&opened, from.get(), &adopt));
		own(opened);
	}

	/** The pull form, of an output: what was read of @room. Less: too early. */
	template <typename T, std::size_t N> [[nodiscard]] std::span<T> read(std::span<T, N> room)
	{
		const auto frames = room.size() / frame<T>();

		return room.first(moved(mixcore_endpoint_read(get(), room.data(), frames)) *
				  frame<T>());
	}

	/** Of an input: what is left of @samples. Some: as above. */
	template <typename T, std::size_t N>
	[[nodiscard]] std::span<T> write(std::span<T, N> samples)
	{
		const auto frames = samples.size() / frame<T>();

		return samples.subspan(
			moved(mixcore_endpoint_write(get(), samples.data(), frames)) * frame<T>());
	}

	/**
	 * The same without a copy: so many frames have passed, at @time_ns, 0 = now.
	 * Returns how many so far, these included; nothing: too early.
	 */
	[[nodiscard]] std::optional<std::uint64_t> trigger(std::uint32_t frames,
							   std::uint64_t time_ns = 0)
	{
		std::uint64_t position = 0;

		if (!check_now(MIXCORE_CALL_ENDPOINT_TRIGGER,
			       mixcore_endpoint_trigger(get(), frames, time_ns, &position)))
			return std::nullopt;
		return position;
	}

	/** Where they are: so many frames, or fewer that lie in one piece. */
	template <typename T>
	[[nodiscard]] std::span<T> area(std::uint64_t position, std::uint32_t frames)
	{
		const auto samples = frame<T>();
		void *first = mixcore_endpoint_area(get(), position, &frames);

		return {static_cast<T *>(first), frames * samples};
	}

	/**
	 * The callback form: calls @callback(const mixcore_endpoint_block &) each time that a block
	 * is due, in this thread, until it returns false.
	 * What it throws ends this, too, and is thrown here, not through the library.
	 * @ppm: how much faster than CLOCK_MONOTONIC
	 */
	template <std::predicate<const mixcore_endpoint_block &> Callback>
	void run(std::uint32_t block_frames, int ppm, Callback &&callback)
	{
		struct caller {
			std::remove_reference_t<Callback> *callback;
			std::exception_ptr thrown;
		} called{std::addressof(callback), nullptr};
		const int result = mixcore_endpoint_run(
			get(), block_frames, ppm,
			[](void *data, const mixcore_endpoint_block *block) noexcept -> int {
				auto *to = static_cast<caller *>(data);

				try {
					return (*to->callback)(*block) ? 0 : 1;
				} catch (...) {
					to->thrown = std::current_exception();
					return 1;
				}
			},
			&called);

		if (called.thrown)
			std::rethrow_exception(called.thrown);
		check(MIXCORE_CALL_ENDPOINT_TRIGGER, result);
	}

	/** Samples of a block: of an output what was mixed, of an input room to fill. */
	template <typename T>
	[[nodiscard]] std::span<T> samples(const mixcore_endpoint_block &block) const
	{
		return {static_cast<T *>(block.samples), block.frames * frame<T>()};
	}

	/** As of a timer. */
	[[nodiscard]] bool next(mixcore_producer_event &event, int timeout_ms = 0)
	{
		return check_now(MIXCORE_CALL_OTHER,
				 mixcore_endpoint_event(get(), timeout_ms, &event));
	}

	/** Positions, times, what was lost: of one moment. */
	[[nodiscard]] endpoint_page page() const
	{
		endpoint_page page{};

		check(MIXCORE_CALL_OTHER, mixcore_endpoint_page(get(), &page));
		return page;
	}

	[[nodiscard]] int fd() const noexcept { return mixcore_endpoint_fd(get()); }
	[[nodiscard]] mixcore_endpoint *get() const noexcept { return endpoint_.get(); }

private:
	void own(mixcore_endpoint *opened)
	{
		endpoint_.reset(opened);
		frame_bytes_ = page().frame_bytes;
	}

	/** Samples of a frame. */
	template <typename T> [[nodiscard]] std::size_t frame() const
	{
		static_assert(std::is_trivially_copyable_v<T>);
		if (frame_bytes_ % sizeof(T) != 0)
			check(MIXCORE_CALL_OTHER, -EINVAL);
		return frame_bytes_ / sizeof(T);
	}

	/** Frames that were read or written. */
	static std::size_t moved(ssize_t result)
	{
		if (result == -EAGAIN)
			return 0;
		if (result < 0)
			check(MIXCORE_CALL_ENDPOINT_TRIGGER, static_cast<int>(result));
		return static_cast<std::size_t>(result);
	}

	struct closed {
		void operator()(mixcore_endpoint *it) const noexcept { mixcore_endpoint_close(it); }
	};
	std::unique_ptr<mixcore_endpoint, closed> endpoint_;
	std::size_t frame_bytes_ = 0;
};

} // namespace mixcorepp

#endif // MIXCORE_MIXCORE_HPP

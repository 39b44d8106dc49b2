// SPDX-License-Identifier: LGPL-2.1-or-later
/* quieter VOLUME: make all streams that may be changed softer, as by "-=6dB", together. */
#include <exception>
#include <iostream>
#include <unistd.h>

#include <mixcore/mixcore.hpp>

namespace
{

/* Root may change all, others their own. */
unsigned int make_quieter(mixcorepp::context &ctx, std::string_view volume)
{
	const auto cause = mixcorepp::cause("example: quieter");
	const mixcorepp::snapshot graph{ctx};
	mixcorepp::changes changes;

	for (const auto &stream : graph.streams()) {
		auto set = mixcorepp::make<mixcorepp::stream_set>();

		if (!ctx.is_control() && stream.uid != getuid())
			continue;
		set.id = stream.id;
		set.mask = MIXCORE_SET_GAIN;
		set.cause = cause;
		std::copy(std::begin(stream.gain), std::end(stream.gain), std::begin(set.gain));
		mixcorepp::change_volume(volume, set.gain);
		changes.add(set);
	}
	if (changes.size() > 0)
		ctx.apply(changes);
	return changes.size();
}

} // namespace

int main(int argc, char **argv)
{
	const std::string_view volume = argc > 1 ? argv[1] : "-=6dB";

	try {
		mixcorepp::context ctx{geteuid() == 0 ? MIXCORE_OPEN_CONTROL : 0};

		std::cout << "streams changed: " << make_quieter(ctx, volume) << '\n';
	} catch (const std::exception &error) {
		std::cerr << error.what() << '\n';
		return 1;
	}
	return 0;
}

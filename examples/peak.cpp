// SPDX-License-Identifier: LGPL-2.1-or-later
/* peak SECONDS: an output whose device prints the loudest sample of each second. */
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <exception>
#include <iostream>
#include <sound/asound.h>

#include <mixcore/mixcore.hpp>

namespace
{

constexpr std::uint32_t rate = 48000;
constexpr std::uint32_t block_frames = 480; /* 10 ms */

mixcorepp::endpoint make_output()
{
	auto create = mixcorepp::make<mixcore_endpoint_create>();

	create.rate = rate;
	create.channels = 2;
	create.format = static_cast<std::uint32_t>(SNDRV_PCM_FORMAT_S16_LE);
	mixcorepp::set_name(create.name, "peak");
	create.cause = mixcorepp::cause("example: peak");
	return {mixcorepp::context{}, create};
}

void print_peaks(std::uint64_t seconds)
{
	auto output = make_output();
	int peak = 0;

	output.run(block_frames, 0, [&](const mixcore_endpoint_block &block) {
		const auto end = block.position + block.frames;

		for (const int sample : output.samples<std::int16_t>(block))
			peak = std::max(peak, std::abs(sample));
		if (end % rate == 0) {
			std::cout << "peak " << peak << '\n' << std::flush;
			peak = 0;
		}
		return end / rate < seconds;
	});
}

} // namespace

int main(int argc, char **argv)
{
	if (argc != 2) {
		std::cerr << "usage: peak SECONDS\n";
		return 2;
	}
	try {
		print_peaks(std::strtoull(argv[1], nullptr, 10));
	} catch (const std::exception &error) {
		std::cerr << error.what() << '\n';
		return 1;
	}
	return 0;
}

/* SPDX-License-Identifier: GPL-2.0-only WITH Linux-syscall-note */
/*
 * mixcore: the status area, which is mapped and then read without a call.
 *
 *   fd = open(MIXCORE_NODE, O_RDONLY);
 *   area = mmap(NULL, MIXCORE_STATUS_BYTES, PROT_READ, MAP_SHARED, fd, 0);
 *
 * It begins with struct mixcore_status_header, which tells where the entries are: one for each
 * output, for each input, and for each stream that the card can have. The kernel writes an entry in
 * each cycle that it is about, as long as somebody has it mapped; meters are computed for that
 * alone. What is not mapped costs nothing.
 *
 * On /dev/snd/mixcore there are only streams of the opener's uid, and the meters of outputs are 0,
 * unless the module parameter `monitor_access` is `all`: a level at 60 Hz tells much of what is
 * played. Meters of inputs are there, as anybody may record them. On /dev/snd/mixcore-control there
 * is everything.
 *
 * Reading an entry: read `sequence`, with acquire; when it is odd, begin again; copy the entry;
 * read `sequence` once more, with a fence before; when it differs, begin again. An entry whose `id`
 * is 0 is nobody's. One whose `time_ns` is longer ago than two cycles is of something that does not
 * run. The header changes only in `generation`.
 *
 * Errors of mmap(2)
 *   EPERM    PROT_WRITE
 *   EINVAL   beyond MIXCORE_STATUS_BYTES, rounded up to a page
 *   ENOSPC   MIXCORE_STATUS_AREAS_MAX uids have one mapped
 *   ENOMEM   no kernel memory
 */
#ifndef _UAPI_SOUND_MIXCORE_STATUS_H
#define _UAPI_SOUND_MIXCORE_STATUS_H

#include <linux/types.h>

#define MIXCORE_STATUS_MAGIC		0x5358494d	/* "MIXS", little endian */
#define MIXCORE_STATUS_AREAS_MAX	32	/* uids that have the area mapped at once */
#define MIXCORE_STATUS_PEAK_MS		50	/* see @peak */
#define MIXCORE_STATUS_CHANNELS		8

/**
 * struct mixcore_status_header - how the area is laid out
 * @magic: MIXCORE_STATUS_MAGIC
 * @size: of this struct
 * @bytes: of the area
 * @stride: bytes from an entry to the next one
 * @outputs: entries of outputs
 * @outputs_offset: bytes from the beginning of the area to the first one
 * @inputs: entries of inputs
 * @inputs_offset: the same
 * @streams: entries of streams
 * @streams_offset: the same
 * @generation: of the graph; grows with each change
 */
struct mixcore_status_header {
	__u32 magic;
	__u32 size;
	__u32 bytes;
	__u32 stride;
	__u32 outputs;
	__u32 outputs_offset;
	__u32 inputs;
	__u32 inputs_offset;
	__u32 streams;
	__u32 streams_offset;
	__aligned_u64 generation;
};

/**
 * struct mixcore_status_entry - an output, input or stream after its latest cycle
 * @sequence: odd while it is written
 * @id: of it, 0 = none
 * @time_ns: when that cycle was over, CLOCK_MONOTONIC; 0 = there has not been one since it is
 *	mapped
 * @frames: mixed or recorded since it was made or opened
 * @xruns: since then
 * @slips: frames put in or left out in its delay lines or loopbacks, since then
 * @rate: Hz
 * @channels: of the meters
 * @cycle_frames: of that cycle
 * @delay_frames: from the mix to the speaker, or from the microphone; of a stream that plays: of
 *	the next frame that the application writes
 * @queued_frames: in the backend; of a stream: in its ring
 * @cycle_min_ns: of outputs and inputs: the shortest cycle of the last 256 to 511
 * @cycle_avg_ns: their mean
 * @cycle_max_ns: the longest
 * @reserved: 0
 * @peak: per channel: the largest |sample| in 2^31ths of full scale, of the last 1 to 2 times
 *	MIXCORE_STATUS_PEAK_MS: who reads 20 times a second misses none
 * @square_sum: per channel: sum of the squares of all samples, in 2^40ths of full scale squared,
 *	modulo 2^64. The difference of two readings, divided by that of @frames, is the mean square
 *	of what was between them
 *
 * Meters of streams are of what the application writes, before any gain, or what a recorder gets;
 * those of outputs of what the backend gets; those of inputs of what it captured.
 */
struct mixcore_status_entry {
	__u32 sequence;
	__u32 id;
	__aligned_u64 time_ns;
	__aligned_u64 frames;
	__aligned_u64 xruns;
	__aligned_u64 slips;
	__u32 rate;
	__u32 channels;
	__u32 cycle_frames;
	__u32 delay_frames;
	__u32 queued_frames;
	__u32 cycle_min_ns;
	__u32 cycle_avg_ns;
	__u32 cycle_max_ns;
	__u32 peak[MIXCORE_STATUS_CHANNELS];
	__aligned_u64 square_sum[MIXCORE_STATUS_CHANNELS];
	__aligned_u64 reserved[3];
};

/* The area of interface 1.9: header, outputs, inputs (some may be on their way out), streams. */
#define MIXCORE_STATUS_HEADER_BYTES	192
#define MIXCORE_STATUS_OUTPUTS		64
#define MIXCORE_STATUS_ENTRIES		(2 * MIXCORE_STATUS_OUTPUTS + 3 * 256)
#define MIXCORE_STATUS_BYTES		(MIXCORE_STATUS_HEADER_BYTES + 192 * MIXCORE_STATUS_ENTRIES)

#endif /* _UAPI_SOUND_MIXCORE_STATUS_H */

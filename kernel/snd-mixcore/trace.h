/* SPDX-License-Identifier: GPL-2.0-only */
/* Tracepoints: what cycles, clocks and the graph do, for trace-cmd and perf. */
#undef TRACE_SYSTEM
#define TRACE_SYSTEM mixcore

#if !defined(MIXCORE_TRACE_H) || defined(TRACE_HEADER_MULTI_READ)
#define MIXCORE_TRACE_H

#include <linux/tracepoint.h>

#include "mixcore.h"

#define mixcore_show_object(kind) __print_symbolic(kind,	\
	{ MIXCORE_OBJECT_STREAM, "stream" },			\
	{ MIXCORE_OBJECT_OUTPUT, "output" },			\
	{ MIXCORE_OBJECT_INPUT, "input" },			\
	{ MIXCORE_OBJECT_ROUTE, "route" },			\
	{ MIXCORE_OBJECT_LOOPBACK, "loopback" },		\
	{ MIXCORE_OBJECT_DEFAULT, "default" })

#define mixcore_show_direction(capture) ((capture) ? "input" : "output")

DECLARE_EVENT_CLASS(mixcore_cycle,
	TP_PROTO(const struct mixcore_output *output, int err),
	TP_ARGS(output, err),
	TP_STRUCT__entry(
		__field(u32, id)
		__field(bool, capture)
		__field(u32, frames)
		__field(int, err)
	),
	TP_fast_assign(
		__entry->id = output->id;
		__entry->capture = output->capture;
		__entry->frames = output->snapshot->cycle;
		__entry->err = err;
	),
	TP_printk("%s=%u frames=%u err=%d", mixcore_show_direction(__entry->capture),
		  __entry->id, __entry->frames, __entry->err)
);

/* A cycle of an output or input begins. */
DEFINE_EVENT(mixcore_cycle, mixcore_cycle_begin,
	TP_PROTO(const struct mixcore_output *output, int err),
	TP_ARGS(output, err)
);

/* It has ended; err is the backend's. */
DEFINE_EVENT(mixcore_cycle, mixcore_cycle_end,
	TP_PROTO(const struct mixcore_output *output, int err),
	TP_ARGS(output, err)
);

/* Where the backend is: frames queued there, or to be read from there. */
TRACE_EVENT(mixcore_backend_pointer,
	TP_PROTO(const struct mixcore_output *output, u32 queued, u32 delay, unsigned long hw_ptr),
	TP_ARGS(output, queued, delay, hw_ptr),
	TP_STRUCT__entry(
		__field(u32, id)
		__field(bool, capture)
		__field(u32, queued)
		__field(u32, delay)
		__field(unsigned long, hw_ptr)
	),
	TP_fast_assign(
		__entry->id = output->id;
		__entry->capture = output->capture;
		__entry->queued = queued;
		__entry->delay = delay;
		__entry->hw_ptr = hw_ptr;
	),
	TP_printk("%s=%u queued=%u delay=%u hw_ptr=%lu",
		  mixcore_show_direction(__entry->capture), __entry->id, __entry->queued,
		  __entry->delay, __entry->hw_ptr)
);

/* Something else drives the cycles from now on. */
TRACE_EVENT(mixcore_clock,
	TP_PROTO(const struct mixcore_output *output),
	TP_ARGS(output),
	TP_STRUCT__entry(
		__field(u32, id)
		__field(bool, capture)
		__field(u32, state)
	),
	TP_fast_assign(
		__entry->id = output->id;
		__entry->capture = output->capture;
		__entry->state = output->clock.state;
	),
	TP_printk("%s=%u clock=%s", mixcore_show_direction(__entry->capture), __entry->id,
		  __print_symbolic(__entry->state,
				   { MIXCORE_CLOCK_IDLE, "idle" },
				   { MIXCORE_CLOCK_BACKEND, "backend" },
				   { MIXCORE_CLOCK_NULL, "null" },
				   { MIXCORE_CLOCK_ENDPOINT, "endpoint" }))
);

/* Who was to bring or take frames was late. */
TRACE_EVENT(mixcore_xrun,
	TP_PROTO(const struct mixcore_object *object, u64 count),
	TP_ARGS(object, count),
	TP_STRUCT__entry(
		__field(u32, kind)
		__field(u32, id)
		__field(u64, count)
	),
	TP_fast_assign(
		__entry->kind = object->kind;
		__entry->id = object->id;
		__entry->count = count;
	),
	TP_printk("%s=%u count=%llu", mixcore_show_object(__entry->kind), __entry->id,
		  __entry->count)
);

/* An object came to be, was changed, or is gone (what=0). */
TRACE_EVENT(mixcore_change,
	TP_PROTO(const struct mixcore_object *object, u64 generation, u32 what),
	TP_ARGS(object, generation, what),
	TP_STRUCT__entry(
		__field(u32, kind)
		__field(u32, id)
		__field(u32, output)
		__field(u64, generation)
		__field(u32, what)
	),
	TP_fast_assign(
		__entry->kind = object->kind;
		__entry->id = object->id;
		__entry->output = object->output;
		__entry->generation = generation;
		__entry->what = what;
	),
	TP_printk("%s=%u to=%u generation=%llu what=0x%x", mixcore_show_object(__entry->kind),
		  __entry->id, __entry->output, __entry->generation, __entry->what)
);

#endif /* MIXCORE_TRACE_H */

#undef TRACE_INCLUDE_PATH
#define TRACE_INCLUDE_PATH .
#undef TRACE_INCLUDE_FILE
#define TRACE_INCLUDE_FILE trace
#include <trace/define_trace.h>

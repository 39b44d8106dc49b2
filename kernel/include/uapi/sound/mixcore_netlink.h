/* SPDX-License-Identifier: GPL-2.0-only WITH Linux-syscall-note */
/*
 * mixcore: events and dumps of snd-mixcore by generic netlink. Documentation/netlink/mixcore.yaml
 * says the same for programs.
 *
 * Events
 * ======
 *
 * The multicast group MIXCORE_NL_GROUP_EVENTS tells what has happened, in its order: ids and
 * numbers only, so that anyone may listen. Who wants to know more asks with MIXCORE_IOCTL_*_GET
 * and MIXCORE_IOCTL_HISTORY, or by a dump.
 *
 *   MIXCORE_NL_CMD_NEW       an object came to be
 *   MIXCORE_NL_CMD_CHANGED   `what` of it is another
 *   MIXCORE_NL_CMD_GONE      it is no more, and neither are its routes or loopbacks
 *   MIXCORE_NL_CMD_XRUN      a stream's application or an output's backend was late; `count` xruns
 *                            of it since it was made
 *   MIXCORE_NL_CMD_LOST      the backend of an output or input is gone: it runs on a timer
 *   MIXCORE_NL_CMD_RESTORED  it has one again
 *
 * Objects are streams, outputs, inputs, routes, loopbacks and defaults (MIXCORE_OBJECT_*). A route
 * that is removed or turns into the leading one is told as a change of its stream
 * (MIXCORE_CHANGED_ROUTES, MIXCORE_CHANGED_OUTPUT). `sequence` is the number of an event: one that
 * is missing was lost on the way, as are some when the socket says ENOBUFS. Then, and at the
 * beginning, a listener makes a dump, after it has joined the group. NEW, CHANGED and GONE that
 * arrive later and whose generation is not above MIXCORE_NL_A_GRAPH of the dump are in it already;
 * XRUN, LOST and RESTORED never are.
 *
 * Dumps
 * =====
 *
 * MIXCORE_NL_CMD_DUMP with NLM_F_DUMP answers with a message for each object, of one kind or of
 * all: streams, outputs, inputs, routes, loopbacks, defaults, each in the order of their ids. When
 * the graph changes meanwhile, messages have NLM_F_DUMP_INTR: what was read belongs to no single
 * moment and is to be read again. With MIXCORE_NL_A_NODE, a descriptor of a node, each message has
 * MIXCORE_NL_A_INFO: what the node's call tells of it, to whom has opened the node. Without, ids
 * and generations only.
 */
#ifndef _UAPI_SOUND_MIXCORE_NETLINK_H
#define _UAPI_SOUND_MIXCORE_NETLINK_H

#define MIXCORE_NL_FAMILY	"mixcore"
#define MIXCORE_NL_VERSION	1
#define MIXCORE_NL_GROUP_EVENTS	"events"

/* Events that may wait to be sent; more are lost. */
#define MIXCORE_NL_EVENTS_MAX	1024

enum {
	MIXCORE_NL_CMD_UNSPEC,
	MIXCORE_NL_CMD_DUMP,
	MIXCORE_NL_CMD_NEW,
	MIXCORE_NL_CMD_CHANGED,
	MIXCORE_NL_CMD_GONE,
	MIXCORE_NL_CMD_XRUN,
	MIXCORE_NL_CMD_LOST,
	MIXCORE_NL_CMD_RESTORED,
	__MIXCORE_NL_CMD_MAX,
	MIXCORE_NL_CMD_MAX = __MIXCORE_NL_CMD_MAX - 1
};

/*
 * MIXCORE_NL_A_OBJECT      u32     MIXCORE_OBJECT_*; in a request for a dump: of this kind only
 * MIXCORE_NL_A_ID          u32     as in struct mixcore_history
 * MIXCORE_NL_A_OUTPUT      u32     of routes and loopbacks: the same
 * MIXCORE_NL_A_GENERATION  u64     of the graph: after an event; in a dump: after the latest
 *                                  change of the object, 0 = it was never changed
 * MIXCORE_NL_A_WHAT        u32     of CHANGED and NEW: MIXCORE_CHANGED_*, MIXCORE_SET_*; of
 *                                  defaults MIXCORE_DEFAULT_*
 * MIXCORE_NL_A_COUNT       u64     of XRUN
 * MIXCORE_NL_A_SEQUENCE    u64     of events
 * MIXCORE_NL_A_NODE        u32     request: descriptor of /dev/snd/mixcore or mixcore-control
 * MIXCORE_NL_A_GRAPH       u64     of dumps: generation of the graph by then
 * MIXCORE_NL_A_INFO        binary  struct mixcore_stream_info, _output_info, _input_info,
 *                                  _route_info (loopbacks, too) or mixcore_default
 */
enum {
	MIXCORE_NL_A_UNSPEC,
	MIXCORE_NL_A_PAD,
	MIXCORE_NL_A_OBJECT,
	MIXCORE_NL_A_ID,
	MIXCORE_NL_A_OUTPUT,
	MIXCORE_NL_A_GENERATION,
	MIXCORE_NL_A_WHAT,
	MIXCORE_NL_A_COUNT,
	MIXCORE_NL_A_SEQUENCE,
	MIXCORE_NL_A_NODE,
	MIXCORE_NL_A_GRAPH,
	MIXCORE_NL_A_INFO,
	__MIXCORE_NL_A_MAX,
	MIXCORE_NL_A_MAX = __MIXCORE_NL_A_MAX - 1
};

#endif /* _UAPI_SOUND_MIXCORE_NETLINK_H */

/* SPDX-License-Identifier: GPL-2.0-only WITH Linux-syscall-note */
/*
 * mixcore: the userspace interface of snd-mixcore, in-kernel audio mixing.
 *
 * What there is
 * =============
 *
 *   application --(alsa-lib)--> hw:Mixcore,0 --> STREAM --> ROUTE --> OUTPUT --> BACKEND
 *   application <--(alsa-lib)-- hw:Mixcore,0 <-- STREAM <-- INPUT <-- BACKEND
 *   application <--(alsa-lib)-- hw:Mixcore,1 <-- STREAM <-- MONITOR of an OUTPUT
 *
 * A *stream* is one application's open substream of the card Mixcore. An *output* is a mix bus with
 * a clock; its *backend* is the real ALSA PCM (the "slave PCM" in alsa-lib terms) whose file
 * descriptor userspace opened, configured and passed down. A *route* joins a stream to an output.
 * The *null output* always exists (id MIXCORE_OUTPUT_NULL): it plays nothing, on a timer.
 * A *cycle* is one run of an output's mixer over `cycle_frames` frames.
 * An *input* is the opposite of an output: its backend captures, and each of its cycles gives what
 * was captured to all streams that record it. The *null input* always exists (id
 * MIXCORE_INPUT_NULL): it captures silence. A *monitor* is a place in an output where its sound can
 * be recorded. A stream that records, a *recorder*, has one *source*: an input or a monitor.
 *
 * The two nodes
 * =============
 *
 *   /dev/snd/mixcore          read the graph; act on streams of the opener's own uid
 *   /dev/snd/mixcore-control  everything (outputs, defaults, quotas, all streams); 0600 root
 *
 * The credentials are those of the opener at open(2), not of the caller. A call that changes
 * something needs a descriptor opened for writing. Each call is an ioctl on a node; nothing is
 * kept per descriptor but the credentials.
 *
 * Rules for every call
 * ====================
 *
 * - The argument points to a struct whose first member `size` holds sizeof the struct as the
 *   caller knows it. Shorter than the kernel's: the missing part reads as zero. Longer: the part
 *   the kernel does not know must be zero, else E2BIG. Shorter than the struct's first published
 *   size (MIXCORE_*_SIZE_VER0): EINVAL. Longer than MIXCORE_STRUCT_SIZE_MAX: E2BIG.
 *   The kernel writes back at most `size` bytes and leaves `size` as it was.
 * - Members named `reserved` and unknown bits of `flags` and `mask` must be zero, else EINVAL.
 * - No pointers, no unsized types; layout is the same for 32- and 64-bit callers.
 * - A call that fails has changed nothing (it may have written the struct back).
 * - Ids are positive and are not used again before 2^31 others were.
 * - Frames are counted at the object's own rate. Times are CLOCK_MONOTONIC in ns.
 * - Gains are unsigned Q8.24: 0 is silence, MIXCORE_GAIN_UNITY is 0 dB exactly,
 *   MIXCORE_GAIN_MAX is +12 dB (rounded down). `gain[]` has one entry per channel of the object,
 *   in ALSA channel order; entries past its channels are kept but not heard.
 *   Whatever the gains, one stream adds at most +12 dB to one channel of an output: the product of
 *   stream, channel matrix and output gain is held there.
 * - Volume changes of something that plays are ramped linearly over the output's `ramp_frames`.
 *
 * Errors any call may return
 *   EBADF    the descriptor is open read-only and the call changes something
 *   EFAULT   the argument is not readable and writable memory
 *   EINVAL   `size` too short, a reserved member or an unknown flag set, a value out of range
 *   E2BIG    `size` too long, or set bytes in the part this kernel does not know
 *   ENOTTY   no such call
 *   ENODEV   the card is being removed
 *   EPERM    needs /dev/snd/mixcore-control, or the stream belongs to another uid
 *   ENOMEM   no kernel memory
 *
 * The calls
 * =========
 *
 * MIXCORE_IOCTL_VERSION     struct mixcore_version      either node, read
 *     Handshake, to be made first. The caller sets `abi` to MIXCORE_ABI; the kernel answers with
 *     its own `abi`, its features and the limits in force.
 *       EPROTO  the major part of `abi` differs; the struct has been filled in all the same
 *
 * MIXCORE_IOCTL_STATUS      struct mixcore_status       either node, read
 *     Counts, default output, quotas in use by the opener's uid.
 *
 * MIXCORE_IOCTL_QUOTA_GET   struct mixcore_quota        either node, read
 * MIXCORE_IOCTL_QUOTA_SET   struct mixcore_quota        control node
 *     Limits for what streams may take: ring memory (in whole pages) per uid and for the card,
 *     streams per uid; timers and endpoints per uid.
 *     Lowering a quota takes nothing from those who have. Where a quota is reached, the PCM's
 *     open(2) or HW_PARAMS fails with EDQUOT.
 *
 * MIXCORE_IOCTL_OUTPUT_ATTACH   struct mixcore_output_attach   control node
 *     Takes the PCM behind `fd` as the backend of an output. With a `name` no output has, a new
 *     output is made; with the name of an output that lost its backend, that output gets the new
 *     one and its streams go on. The caller has opened and configured the PCM (hw_params done,
 *     access RW_INTERLEAVED); afterwards the kernel drives it alone and holds its own reference,
 *     so the caller closes its descriptor, without dropping or freeing the PCM first.
 *     Returns `id` and the values chosen for those left 0.
 *     While the default output is the null output, a new output becomes the default one
 *     (not with MIXCORE_ATTACH_F_NOT_DEFAULT).
 *     With MIXCORE_ATTACH_F_REPLACE the output `name` may have a backend, which the new one
 *     replaces under its streams: with other periods, format or channels, at the same rate. What
 *     the old one has queued is played to its end, and the new one goes on with the frame after it;
 *     the old PCM is free a moment later.
 *     `domain` names the clock that drives the PCM: outputs whose clocks are one and the same (two
 *     devices of a card, cards on one word clock) have the same domain. Left 0 it is one of the
 *     card's own. Streams that start together on outputs of one domain are heard from the same
 *     time on.
 *     With MIXCORE_ATTACH_F_NULL a new output without a PCM is made: `fd` is -1, `fill_frames` 0,
 *     and `rate` and `channels` tell what it plays, by a timer, to nobody but those who record its
 *     monitor: a cable from application to application. It does not become the default output by
 *     itself, and may get a PCM of its rate later, by its name. With a `timer` it follows that:
 *     its cycles run as the producer tells frames. While there is none of that name, or it has
 *     not told any for MIXCORE_FOLLOW_NS and two of its ticks, it goes by CLOCK_MONOTONIC.
 *       EBADF    `fd` is not an open descriptor
 *       ENOTSUP  `fd` is no PCM there is: not an ALSA device at all, a control, timer, sequencer or
 *                rawmidi device, or a PCM of a card that is gone
 *       EACCES   `fd` is open read-only (a PCM for playback is opened for writing)
 *       EXDEV    `fd` is a capture PCM
 *       ESTALE   `fd` is a PCM of a card that is gone, and another PCM has its number now
 *       ELOOP    `fd` is a PCM of the card Mixcore
 *       EBADFD   the PCM has no hw_params, is running, is linked, or belongs to another output
 *       EINVAL   outside the limits: rate MIXCORE_RATE_MIN..MAX, 1..MIXCORE_CHANNELS_MAX channels,
 *                format U8, S16, S24, S24_3, S32 (little or big endian) or FLOAT_LE, access
 *                RW_INTERLEAVED, period wake-ups,
 *                cycle MIXCORE_CYCLE_MIN..MAX, buffer >= period + 2 cycles,
 *                cycle <= fill <= buffer, domain <= MIXCORE_DOMAIN_MAX; or a name that is empty,
 *                too long, or not of [A-Za-z0-9._-]; or `rate` differs from that of the output to
 *                be continued
 *       EEXIST   the name is reserved ("null", "Stream")
 *       EBUSY    the output of that name has a backend, and MIXCORE_ATTACH_F_REPLACE is not given;
 *                or MIXCORE_ATTACH_F_NULL, and there is an output of that name
 *       ENOENT   it is given, and there is no output of that name
 *       ENOSPC   MIXCORE_OUTPUTS_MAX reached
 *
 * MIXCORE_IOCTL_OUTPUT_DETACH   struct mixcore_output_detach   control node
 *     Releases the backend. What it still has queued is played first when nothing plays on it.
 *     The output goes away with its last route or recorder; until then it runs on the null clock
 *     and may be attached again by name. If it was the default output, the null output is now.
 *       ENOENT   no output with this id
 *       EINVAL   the null output
 *
 * MIXCORE_IOCTL_OUTPUT_GET      struct mixcore_output_info     either node, read
 * MIXCORE_IOCTL_OUTPUT_NEXT     struct mixcore_output_info     either node, read
 *     GET: the output `id`. NEXT: the output with the lowest id above `id` (0 to begin).
 *       ENOENT   no such output; the end of the iteration
 *
 * MIXCORE_IOCTL_OUTPUT_SET      struct mixcore_output_set      control node
 *     Changes what `mask` names: gain, mute, idle time, fill, limiter, dither. All or nothing.
 *       ENOENT   no output with this id
 *       ERANGE   gain above MIXCORE_GAIN_MAX, idle time above MIXCORE_IDLE_MS_MAX
 *       EINVAL   the null output; fill outside cycle..buffer; limiter or dither not 0 or 1
 *
 * MIXCORE_IOCTL_OUTPUT_EQ       struct mixcore_output_eq       control node
 *     Sets the equalizer: up to MIXCORE_EQ_SECTIONS_MAX biquads per channel, for up to
 *     MIXCORE_EQ_POINTS_MAX volumes of the output. Between two volumes coefficients are
 *     interpolated, outside they are those of the nearest. A change is ramped like a volume.
 *       ENOENT   no output with this id
 *       ERANGE   |b0| above 4, |b1| + |a1| above 8 or |b2| + |a2| above 4 in a section
 *       EINVAL   the null output; a section that is not stable; more points, sections or channels
 *                than there may be; not as many channels as the output has; volumes that do not
 *                ascend
 *       EFAULT   `data` can't be read
 *
 * MIXCORE_IOCTL_INPUT_ATTACH    struct mixcore_input_attach    control node
 *     Takes the capture PCM behind `fd` as the backend of an input, as OUTPUT_ATTACH does for an
 *     output. While the default input is the null input, a new input becomes the default one (not
 *     with MIXCORE_ATTACH_F_NOT_DEFAULT). Recorders of an input whose backend is gone get silence,
 *     on a timer, and never an error.
 *       errors as of OUTPUT_ATTACH, but
 *       EACCES   `fd` is open write-only (a PCM for capture is opened for reading)
 *       EXDEV    `fd` is a playback PCM
 *       EINVAL   besides: buffer < period + cycle
 *       ENOSPC   MIXCORE_INPUTS_MAX reached
 *
 * MIXCORE_IOCTL_INPUT_DETACH    struct mixcore_input_detach    control node
 *     Releases the backend. The input goes away with its last recorder; until then it gives
 *     silence and may be attached again by name. If it was the default input, the null input is
 *     now.
 *       ENOENT   no input with this id
 *       EINVAL   the null input
 *
 * MIXCORE_IOCTL_INPUT_GET       struct mixcore_input_info      either node, read
 * MIXCORE_IOCTL_INPUT_NEXT      struct mixcore_input_info      either node, read
 *     As for outputs.
 *       ENOENT   no such input; the end of the iteration
 *
 * MIXCORE_IOCTL_INPUT_SET       struct mixcore_input_set       control node
 *     Changes what `mask` names: idle time.
 *       ENOENT   no input with this id
 *       ERANGE   idle time above MIXCORE_IDLE_MS_MAX
 *       EINVAL   the null input
 *
 * MIXCORE_IOCTL_DEFAULT_GET     struct mixcore_default         either node, read
 * MIXCORE_IOCTL_DEFAULT_SET     struct mixcore_default         control node
 * MIXCORE_IOCTL_DEFAULT_NEXT    struct mixcore_default         control node, read
 *     Where a stream goes when it is opened, and the gain and mute it opens with: for all
 *     (MIXCORE_UID_ANY), or for what one uid opens, which may differ in some of them and is as for
 *     all in the others. In force before the stream's first cycle. NEXT: the uid above `uid` that
 *     has some of its own (MIXCORE_UID_ANY to begin). When an output is detached, who opened there
 *     opens as all do, and all on the null output. On `followers` a stream has plain routes from
 *     the beginning; those with another rate than `output` are left out, and that output itself.
 *     Recorders open with the default input (hw:Mixcore,0) or the monitor of the default output
 *     (hw:Mixcore,1), at gain MIXCORE_GAIN_UNITY and not mute.
 *       ENOENT   no output or input with this id, or it is being detached; the end of the iteration
 *       ENOSPC   MIXCORE_DEFAULTS_MAX uids have some of their own
 *       ERANGE   gain above MIXCORE_GAIN_MAX
 *       EINVAL   `device` is not 0 (kept for later); MIXCORE_DEFAULT_CLEAR with MIXCORE_UID_ANY;
 *                too many followers, or one twice
 *       EPERM    GET of another uid's on /dev/snd/mixcore
 *
 * MIXCORE_IOCTL_STREAM_GET      struct mixcore_stream_info     either node, read
 * MIXCORE_IOCTL_STREAM_NEXT     struct mixcore_stream_info     either node, read
 *     As for outputs. `pid`, `comm` and `start_time_ns` of another uid's stream are zero on
 *     /dev/snd/mixcore (flag MIXCORE_STREAM_F_HIDDEN).
 *       ENOENT   no such stream; the end of the iteration
 *
 * MIXCORE_IOCTL_STREAM_SET      struct mixcore_stream_set      either node; own streams / all
 *     Changes what `mask` names: gain, mute, sync group. Streams of a sync group, of any
 *     applications, run together or not at all: one that is started waits until all others are;
 *     one that is paused, stopped or has an xrun stops the others in the cycle it stops in, and
 *     they go on in the cycle in which it does. On one output that is the same frame. On several
 *     outputs of one clock domain streams that start together, in a group or linked
 *     (snd_pcm_link), are heard from the same time on, as exactly as the backends' delays tell:
 *     they wait for the output that is heard latest, and after a pause for those that had got
 *     further. Otherwise it is the next cycle of each. Meanwhile positions stand, and no
 *     application gets an error. One whose drain has ended while others play, or that is closed,
 *     keeps nobody waiting. They are moved together by a transaction. A group is there as long as
 *     two streams are in it.
 *       ENOENT   no stream with this id, or with that of `sync_group`
 *       ERANGE   gain above MIXCORE_GAIN_MAX
 *       EINVAL   `sync_group` is the stream itself, or one of the two is a recorder
 *       EPERM    one of the two streams is another uid's, on /dev/snd/mixcore
 *
 * MIXCORE_IOCTL_STREAM_MOVE     struct mixcore_stream_move     either node; own streams / all
 *     Plays a stream on another output from some frame on. The application notices nothing: its
 *     position goes on where it was, it has no xrun and no error. Every frame is played on exactly
 *     one of the two outputs. The call waits until the cycle that plays the stream has ended. With
 *     MIXCORE_MOVE_F_AT_FRAME the frame `frame` of the stream (as in mixcore_stream_info.frames) is
 *     the first on the new output, and the call does not wait for it. A move that has not happened
 *     yet is replaced by the next one; a move to the output where the stream is takes it back.
 *     With `fade_frames` = L the first L frames on the new output are played on the old one, too:
 *     of L frames number n by n / L there and by (L - n) / L here, of what they would be without. A
 *     stream that does not run has nothing to fade, and a fade ends when it stops or pauses. An
 *     application that has written less than a cycle of each ahead gets a gap in what fades out.
 *       ENOENT   no stream or no output with this id, or the output is being detached
 *       EINVAL   the output's rate is not that of the stream, or it is a recorder
 *       ERANGE   with the stream the output's gains would be too large in sum
 *       ETIME    frame `frame` was played already
 *       ERANGE   `fade_frames` above MIXCORE_FADE_MAX
 *       EBUSY    the stream fades out on MIXCORE_FADES_MAX outputs already
 *       EDQUOT   no quota left for the memory that a fade takes: as much as its frames
 *
 * MIXCORE_IOCTL_STREAM_SOURCE   struct mixcore_stream_source   either node; own streams / all
 *     Has a recorder record something else from its next cycle on. Its position goes on, and it
 *     has no error. What there is to record:
 *       MIXCORE_SOURCE_INPUT   what the input `source` captures
 *       MIXCORE_SOURCE_MIX     the sum of what streams play on the output `source`, with their
 *                              gains, before the output's gain, equalizer and limiter; without the
 *                              streams `except`
 *       MIXCORE_SOURCE_OUT     what the backend of the output `source` gets, after these
 *       MIXCORE_SOURCE_STREAM  the stream `source` alone, as in MIXCORE_SOURCE_MIX of the output
 *                              that it plays on, wherever it moves; silence when it does not play
 *     A monitor is S32 at the output's channels, rounded and limited once; from there it is
 *     converted to what the recorder wants, once more. Nothing is computed while nobody records.
 *     Who may hear what: recorders hear the streams of their own uid. Those that were opened by
 *     who has CAP_SYS_ADMIN hear all, and those for which the control node says so in the call that
 *     sets their source (MIXCORE_SOURCE_F_ALL); MIXCORE_SOURCE_OUT is for these only, as it has all
 *     streams in it. The module parameter `monitor_access` changes that. `all`: every one hears
 *     every stream; `none`, monitors are for those only that hear all, and opening hw:Mixcore,1
 *     fails with EACCES for others. Inputs are for all who may open the PCM.
 *     What has been recorded of streams can be read by processes of the opener's uid and by those
 *     that have CAP_SYS_ADMIN (EACCES for others who have the descriptor, or have joined the
 *     substream with O_APPEND).
 *       ENOENT   no stream, input or output with this id, or it is being detached
 *       EINVAL   the stream `id` plays, or `source` records; `kind` is none of these; the rate is
 *                not that of the recorder; more than MIXCORE_EXCEPT_MAX streams, or some where
 *                `kind` is not MIXCORE_SOURCE_MIX
 *       ERANGE   the output's gains would be too large in sum
 *       ENOSPC   the recorder's buffer is too short for the input; or recorders of this uid have
 *                the output add up MIXCORE_MIXES_MAX different sets of streams already (HW_PARAMS
 *                fails so, too); those that hear all count as another uid
 *       EPERM    the recorder is another uid's, on /dev/snd/mixcore; MIXCORE_SOURCE_F_ALL there; it
 *                may not hear the source
 *
 * MIXCORE_IOCTL_ROUTE_SET       struct mixcore_route_set       either node; own streams / all
 *     Makes the route from a stream to an output where there is none, and changes what `mask` names
 *     of it: gain, matrix, mute, delay. A new route has gain MIXCORE_GAIN_UNITY, the default matrix
 *     and no delay, but for what `mask` names. So a stream plays on several outputs at once.
 *     One route of a stream *leads*: its output's cycles move the stream's position. The others
 *     follow: what the leading one takes from the stream is copied into a *delay line*, from which
 *     their outputs play at their own pace, `latency_frames` (struct mixcore_route_info) later. A
 *     leading route with a delay has a line, too. Routes stay when the application sets other
 *     parameters; those whose output then has another rate or too long a cycle are silent.
 *     A change of the delay while the stream plays moves this route by exactly so many frames where
 *     the memory of its line holds it, which is made for the next multiple of
 *     MIXCORE_DELAY_STEP_MS above the delay; otherwise the line begins anew, with silence as long
 *     as the delay.
 *     Where the clocks of two outputs differ, a line runs dry or full in the long run: then frames
 *     of silence are put in or frames left out, no more than needed, and counted.
 *     What a line holds when the application stops, closes or frees its parameters is played to its
 *     end, as what has left the application's buffer. A route that plays on by itself is no longer
 *     listed, but its memory counts until it has ended. There are at most MIXCORE_LEAVING_UID_MAX
 *     of one uid and MIXCORE_LEAVING_MAX in all: what is in the lines of any more is not played.
 *       ENOENT   no stream or no output with this id, or the output is being detached; or
 *                MIXCORE_ROUTE_F_CHANGE and there is no such route
 *       EEXIST   MIXCORE_ROUTE_F_NEW, and there is this route
 *       ERANGE   gain or |matrix| above MIXCORE_GAIN_MAX, delay above MIXCORE_DELAY_MS_MAX; or the
 *                output's gains would be too large in sum
 *       EINVAL   the output's rate is not that of the stream; it is a recorder; both flags, or both
 *                a matrix and the default one
 *       EBUSY    the stream is to move at a frame that has not come yet
 *       EDQUOT   no quota left for the memory of the line
 *
 * MIXCORE_IOCTL_ROUTE_REMOVE    struct mixcore_route_remove    either node; own streams / all
 *     The stream plays on this output no longer, from the end of the present cycle on. When it was
 *     the leading route, the one with the smallest latency leads from then on, without a gap.
 *       ENOENT   no such stream or route
 *       EBUSY    it is the only one on which the stream plays; or the stream is to move at a frame
 *                that has not come yet
 *
 * MIXCORE_IOCTL_ROUTE_GET       struct mixcore_route_info      either node, read
 * MIXCORE_IOCTL_ROUTE_NEXT      struct mixcore_route_info      either node, read
 *     GET: the route from `stream` to `output`. NEXT: the one with the lowest pair of ids above it,
 *     streams first (0, 0 to begin).
 *       ENOENT   no such route; the end of the iteration
 *
 * MIXCORE_IOCTL_LOOPBACK_SET    struct mixcore_route_set       control node
 * MIXCORE_IOCTL_LOOPBACK_REMOVE struct mixcore_route_remove    control node
 * MIXCORE_IOCTL_LOOPBACK_GET    struct mixcore_route_info      either node, read
 * MIXCORE_IOCTL_LOOPBACK_NEXT   struct mixcore_route_info      either node, read
 *     Loopbacks: what an input captures is played on an output. As routes, with `stream` the id of
 *     the input. A loopback keeps both running. It has a delay line, of which `latency_frames`
 *     tells how long it is: the delay, and what the cycles and periods of both need. In one clock
 *     domain it neither grows nor shrinks. Elsewhere it runs dry or full in the long run: frames of
 *     silence are put in or frames left out, and counted. Another delay moves what is heard by
 *     exactly so many frames where the memory of the line holds it; otherwise the line begins anew.
 *     Loopbacks are not in monitors but MIXCORE_SOURCE_OUT. They go when the input or the output is
 *     detached.
 *       ENOENT   no input or no output with this id, or it is being detached; or
 *                MIXCORE_ROUTE_F_CHANGE or REMOVE, and there is no such loopback; the end of the
 *                iteration
 *       EEXIST, ERANGE, EINVAL  as of ROUTE_SET
 *       ENOSPC   MIXCORE_LOOPBACKS_MAX reached
 *
 * A move (MIXCORE_IOCTL_STREAM_MOVE) exchanges the leading route; its gain, mute and matrix go
 * along, its delay does not. What the line of the old one still holds is played. Moved to an output
 * on which it plays already, the stream is led from there, with what is set of that route, and
 * leaves the old one.
 *       EEXIST   with `fade_frames`: it plays there already
 *       EBUSY    with `fade_frames`: the leading route has a delay line
 *
 * MIXCORE_IOCTL_TRANSACTION     struct mixcore_transaction     either node; as its calls
 *     Makes several calls, in their order, all of them or none: OUTPUT_SET, OUTPUT_EQ, DEFAULT_SET,
 *     STREAM_SET, STREAM_MOVE, ROUTE_SET, ROUTE_REMOVE. Each is checked in the state that those
 *     before it make, but that delay lines and leading routes are exchanged at the end, and the sum
 *     of an output's gains is that of the end (ERANGE names the last call that changed it). What is
 *     set of an output takes effect in one of its cycles. Streams that move do so together: those
 *     that one output played in the same cycle another one plays in the same cycle from then on,
 *     with no frame lost or played twice. A frame given to STREAM_MOVE that passes while the call
 *     is made is taken for now; what can't be faded then, moves without.
 *     `failed` tells which call it was, and the error is the one that call gives; besides
 *       EINVAL   no calls or more than MIXCORE_TRANSACTION_MAX (`failed` is then `count`); one that
 *                may not be made here; two about the same route that follows, two ROUTE_SET of the
 *                leading one, or one about routes of a stream behind one that exchanges its leading
 *                route (STREAM_MOVE, ROUTE_REMOVE of it)
 *       EFAULT   the calls or an argument can't be read
 *
 * MIXCORE_IOCTL_HISTORY         struct mixcore_history         either node, read
 *     The changes that an object has seen, the newest first: who made each, when, why, and what of
 *     the object it changed. Of more than MIXCORE_HISTORY_MAX the oldest ones are forgotten of
 *     which everything was changed again later: so the latest change of everything that can be
 *     changed is always there. What one call changed of others besides is kept with them: the
 *     default output that an attach or detach has made another one, the stream that is left alone
 *     of a sync group, the input and the output of a loopback that is removed. The leading route
 *     keeps its history when the stream moves, as it keeps its settings but the delay; one that
 *     the stream played on already and that leads now brings its own along. On /dev/snd/mixcore
 *     pid and command of other uids are withheld.
 *       ENOENT   no such object; of defaults: the uid has none of its own
 *       EINVAL   `object` is none of MIXCORE_OBJECT_*; `output` not 0 where it means nothing
 *       EPERM    defaults of another uid, on /dev/snd/mixcore
 *       EFAULT   `changes` can't be written
 *
 * MIXCORE_IOCTL_XRUNS           struct mixcore_xruns           either node, read
 *     Reports of the latest xruns: of whom, when, whose fault, and the times that prove it; see
 *     sound/mixcore_xrun.h. MIXCORE_XRUNS_MAX are kept, of all objects together. On
 *     /dev/snd/mixcore pid and command of other uids are withheld.
 *       EFAULT   `xruns` can't be written
 *
 * MIXCORE_IOCTL_FLIGHT          struct mixcore_flight          either node, read
 *     The flight recorder of an output or input: its latest MIXCORE_FLIGHT_MAX events.
 *       ENOENT   no such output or input
 *       EINVAL   `object` is neither MIXCORE_OBJECT_OUTPUT nor MIXCORE_OBJECT_INPUT
 *       EFAULT   `events` can't be written
 *
 * MIXCORE_IOCTL_TIMER_CREATE, _TIMER_GET, _TIMER_NEXT          timers that a process drives: see
 *     sound/mixcore_timer.h
 * MIXCORE_IOCTL_ENDPOINT_CREATE, _ENDPOINT_ADOPT               outputs and inputs that a process is
 *     the device of: see sound/mixcore_endpoint.h
 * MIXCORE_IOCTL_TRIGGER                                        on the descriptors of both
 *
 * mmap(2) of a node, read-only, gives the status area: meters, positions and times of all that
 * runs, without a call; see sound/mixcore_status.h.
 *
 * ALSA applications
 * =================
 *
 * hw:Mixcore,0 playback: U8, FLOAT_LE, and S16, S24, S24_3, S32 of both byte orders;
 * 1..MIXCORE_CHANNELS_MAX channels; exactly the rate of the output the stream opens on; interleaved
 * or not, mmap and read/write; period from
 * MIXCORE_PERIOD_MIN frames; buffer from 2 cycles of the output up to MIXCORE_BUFFER_MS_MAX. A
 * stream that has a shorter one by the time it comes to play on an output keeps it; then the cycles
 * of that output are half as long as it, while the stream is there.
 * hw:Mixcore,0 and hw:Mixcore,1 capture: the same, with the rate and the cycle of the recorder's
 * source; buffer of one that records an input from a cycle and the longer of cycle and period.
 * Controls (`amixer -c Mixcore`): "Stream Playback Volume"/"Switch" and "Recorder Capture
 * Volume"/"Switch", index = substream, those of hw:Mixcore,1 behind those of hw:Mixcore,0, inactive
 * while the substream is closed; "NAME Playback Volume"/"Switch" for the output NAME. Volume runs
 * from 0 (silence) over steps of 0.5 dB to MIXCORE_CTL_VOLUME_MAX (0 dB). A stream's controls are
 * for its uid and for root (EPERM); an output's, as a sound card's, for who may open the control
 * device.
 */
#ifndef _UAPI_SOUND_MIXCORE_H
#define _UAPI_SOUND_MIXCORE_H

#include <linux/ioctl.h>
#include <linux/types.h>

#include "mixcore_status.h"
#include "mixcore_timer.h"
#include "mixcore_xrun.h"

/* Version of this interface: major in the upper half (incompatible), minor in the lower. */
#define MIXCORE_ABI_MAJOR	1
#define MIXCORE_ABI_MINOR	10
#define MIXCORE_ABI		((MIXCORE_ABI_MAJOR << 16) | MIXCORE_ABI_MINOR)

#define MIXCORE_NODE		"/dev/snd/mixcore"
#define MIXCORE_NODE_CONTROL	"/dev/snd/mixcore-control"

/* Limits. Every one is tested at N and at N + 1. */
#define MIXCORE_STREAMS_DEFAULT		64	/* substreams of each PCM and direction */
#define MIXCORE_STREAMS_MAX		256	/* module parameter `streams` */
#define MIXCORE_OUTPUTS_MAX		32	/* without the null output */
#define MIXCORE_INPUTS_MAX		32	/* without the null input */
#define MIXCORE_MIXES_MAX		8	/* of an output, different for recorders of a uid */
#define MIXCORE_LOOPBACKS_MAX		64	/* from inputs to outputs, in all */
#define MIXCORE_EXCEPT_MAX		8	/* streams that a recorder leaves out */
#define MIXCORE_CHANNELS_MAX		8
#define MIXCORE_RATE_MIN		8000	/* Hz */
#define MIXCORE_RATE_MAX		192000	/* Hz */
#define MIXCORE_PERIOD_MIN		32	/* frames, application side */
#define MIXCORE_BUFFER_MS_MAX		4000	/* application side */
#define MIXCORE_CYCLE_MIN		16	/* frames */
#define MIXCORE_CYCLE_DEFAULT		256	/* frames, or the backend's period if shorter */
#define MIXCORE_CYCLE_MAX		1024	/* frames */
#define MIXCORE_RAMP_DEFAULT		512	/* frames */
#define MIXCORE_RAMP_MAX		65536	/* frames */
#define MIXCORE_RAMP_OFF		0xffffffffU	/* changes apply at once */
#define MIXCORE_DEFAULTS_MAX		256	/* uids with defaults of their own */
#define MIXCORE_DEFAULT_FOLLOWERS_MAX	7	/* outputs on which streams play besides */
#define MIXCORE_FADE_MAX		65536	/* frames */
#define MIXCORE_FADES_MAX		4	/* outputs on which a stream fades out at once */
#define MIXCORE_DELAY_MS_MAX		2000	/* of a route */
#define MIXCORE_LEAVING_UID_MAX		64	/* routes of one uid that streams are done with */
#define MIXCORE_LEAVING_MAX		256	/* in all */
#define MIXCORE_DELAY_STEP_MS		250	/* what a line has memory for is a multiple */
#define MIXCORE_TRANSACTION_MAX		1024	/* calls */
#define MIXCORE_DOMAIN_MAX		0x7fffffffU	/* that can be chosen for a clock */
#define MIXCORE_DOMAIN_CARD		0x80000000U	/* plus a card's number: its own */
#define MIXCORE_FOLLOW_NS		250000000ULL	/* without a tick: no longer followed */
#define MIXCORE_FOLLOW_TOLD_NS		2000000000ULL	/* that a follower is told ahead */
#define MIXCORE_IDLE_MS_DEFAULT		5000
#define MIXCORE_IDLE_MS_MAX		3600000
#define MIXCORE_NAME_MAX		27	/* bytes of an output's name, without the NUL */
#define MIXCORE_NAME_LEN		32	/* bytes of the field */
#define MIXCORE_CAUSE_TEXT_LEN		64	/* bytes of the field; need not end in NUL */
#define MIXCORE_HISTORY_MAX		16	/* changes that an object keeps */
#define MIXCORE_STRUCT_SIZE_MAX		4096
#define MIXCORE_EQ_POINTS_MAX		8	/* volumes for which an equalizer is given */
#define MIXCORE_EQ_SECTIONS_MAX		16	/* biquads per channel */
#define MIXCORE_QUOTA_UID_BYTES		(128ULL << 20)	/* ring memory per uid, default */
#define MIXCORE_QUOTA_CARD_BYTES	(512ULL << 20)	/* ring memory in all, default */
#define MIXCORE_QUOTA_UID_STREAMS	MIXCORE_STREAMS_MAX	/* open streams per uid, default */

/* Gain: unsigned Q8.24. */
#define MIXCORE_GAIN_UNITY		(1U << 24)	/* 0 dB */
#define MIXCORE_GAIN_MAX		66791299U	/* +12 dB */
#define MIXCORE_CTL_VOLUME_MAX		192		/* ALSA control value of 0 dB */

#define MIXCORE_OUTPUT_NULL		1		/* id of the null output */
#define MIXCORE_INPUT_NULL		1		/* id of the null input */
#define MIXCORE_UID_ANY			0xffffffffU

/**
 * struct mixcore_cause - why a change is made
 * @cookie: anything; given back with the object it changed
 * @text: printable UTF-8, at most 64 bytes, padded with NUL. EINVAL for control characters and
 *	malformed sequences.
 *
 * The kernel adds pid, uid and time.
 */
struct mixcore_cause {
	__aligned_u64 cookie;
	char text[MIXCORE_CAUSE_TEXT_LEN];
};

/**
 * struct mixcore_last_change - the latest change of an object, and its cause
 * @generation: of the graph, after the change
 * @time_ns: CLOCK_MONOTONIC
 * @cause: as given; text "open", "control", "output detached" or "close" for changes made by ALSA
 *	calls
 * @pid: thread group that asked; 0 on /dev/snd/mixcore for other uids'
 * @uid: its uid
 */
struct mixcore_last_change {
	__aligned_u64 generation;
	__aligned_u64 time_ns;
	struct mixcore_cause cause;
	__u32 pid;
	__u32 uid;
};

/* Features, in mixcore_version.features. */
#define MIXCORE_FEATURE_PLAYBACK	(1ULL << 0)	/* playback streams onto attached PCMs */
#define MIXCORE_FEATURE_MOVE		(1ULL << 1)	/* streams move between outputs */
#define MIXCORE_FEATURE_REPLACE		(1ULL << 2)	/* backends are replaced under streams */
#define MIXCORE_FEATURE_FADE		(1ULL << 3)	/* streams fade from output to output */
#define MIXCORE_FEATURE_USER_DEFAULTS	(1ULL << 4)	/* defaults per uid */
#define MIXCORE_FEATURE_ROUTES		(1ULL << 5)	/* streams play on several outputs */
#define MIXCORE_FEATURE_TRANSACTION	(1ULL << 6)	/* several changes, all or none */
#define MIXCORE_FEATURE_CAPTURE		(1ULL << 7)	/* inputs, monitors, null outputs */
#define MIXCORE_FEATURE_HISTORY		(1ULL << 8)	/* objects keep who changed what */
#define MIXCORE_FEATURE_EVENTS		(1ULL << 9)	/* netlink: sound/mixcore_netlink.h */
#define MIXCORE_FEATURE_XRUNS		(1ULL << 10)	/* reports, flight recorders */
#define MIXCORE_FEATURE_STATUS		(1ULL << 11)	/* status area */
#define MIXCORE_FEATURE_TIMERS		(1ULL << 12)	/* timers driven by processes */
#define MIXCORE_FEATURE_ENDPOINTS	(1ULL << 13)	/* outputs and inputs that processes are */

/**
 * struct mixcore_version - handshake
 * @size: sizeof(struct mixcore_version)
 * @abi: in: MIXCORE_ABI of the caller; out: of the kernel
 * @features: MIXCORE_FEATURE_*
 * @streams: substreams of each PCM and direction
 * @card: ALSA card number
 * @module: version of the module, NUL-terminated
 */
struct mixcore_version {
	__u32 size;
	__u32 abi;
	__aligned_u64 features;
	__u32 streams;
	__u32 card;
	char module[32];
};

/**
 * struct mixcore_status - the state of the whole
 * @size: sizeof(struct mixcore_status)
 * @streams: open streams
 * @running: streams that run
 * @outputs: outputs, without the null output
 * @default_output: id
 * @null_rate: rate of the null output in Hz
 * @uid_streams: streams open by the uid of the node's opener
 * @reserved: 0
 * @uid_bytes: ring memory they hold
 * @card_bytes: ring memory in all
 * @generation: of the graph; grows with each change
 * @inputs: without the null input. Since interface 1.7
 * @default_input: id
 * @uid_timers: timers of the uid of the node's opener. Since interface 1.10
 * @uid_endpoints: its endpoints
 */
struct mixcore_status {
	__u32 size;
	__u32 streams;
	__u32 running;
	__u32 outputs;
	__u32 default_output;
	__u32 null_rate;
	__u32 uid_streams;
	__u32 reserved;
	__aligned_u64 uid_bytes;
	__aligned_u64 card_bytes;
	__aligned_u64 generation;
	__u32 inputs;
	__u32 default_input;
	__u32 uid_timers;
	__u32 uid_endpoints;
};

/**
 * struct mixcore_quota - what streams may take
 * @size: sizeof(struct mixcore_quota)
 * @uid_streams: open streams per uid, 1..MIXCORE_STREAMS_MAX
 * @uid_bytes: ring memory per uid
 * @card_bytes: ring memory in all
 * @uid_timers: timers per uid, 1..MIXCORE_QUOTA_TIMERS_MAX; SET: 0 = as it is. Since interface 1.10
 * @uid_endpoints: endpoints per uid, 1..MIXCORE_QUOTA_ENDPOINTS_MAX; SET: 0 = as it is
 */
struct mixcore_quota {
	__u32 size;
	__u32 uid_streams;
	__aligned_u64 uid_bytes;
	__aligned_u64 card_bytes;
	__u32 uid_timers;
	__u32 uid_endpoints;
};

#define MIXCORE_ATTACH_F_NOT_DEFAULT	(1U << 0)	/* do not make it the default output */
#define MIXCORE_ATTACH_F_REPLACE	(1U << 1)	/* whatever its backend is now */
#define MIXCORE_ATTACH_F_NULL		(1U << 2)	/* none. Since interface 1.7 */

/**
 * struct mixcore_output_attach - make a PCM the backend of an output
 * @size: sizeof(struct mixcore_output_attach)
 * @fd: in: descriptor of an open playback PCM, configured
 * @flags: in: MIXCORE_ATTACH_F_*
 * @cycle_frames: in: 0 = min(period, MIXCORE_CYCLE_DEFAULT), less where the buffer is short;
 *	out: value chosen
 * @fill_frames: frames kept queued in the backend. In: 0 = period + 2 cycles; out: value chosen
 * @ramp_frames: in: 0 = MIXCORE_RAMP_DEFAULT, MIXCORE_RAMP_OFF, or 1..MIXCORE_RAMP_MAX;
 *	out: value in force, 0 when off
 * @id: out: the output
 * @domain: of the backend's clock. In: 1..MIXCORE_DOMAIN_MAX, 0 = the card's own; out: value
 *	chosen. Since interface 1.6
 * @name: in: NUL-terminated
 * @cause: in
 * @rate: with MIXCORE_ATTACH_F_NULL: Hz, MIXCORE_RATE_MIN..MAX; otherwise 0. Since interface 1.7
 * @channels: with MIXCORE_ATTACH_F_NULL: 1..MIXCORE_CHANNELS_MAX; otherwise 0
 * @timer: with MIXCORE_ATTACH_F_NULL: name of the timer (sound/mixcore_timer.h) whose frames it
 *	follows, be there one yet or not; "" = none. Since interface 1.10
 */
struct mixcore_output_attach {
	__u32 size;
	__s32 fd;
	__u32 flags;
	__u32 cycle_frames;
	__u32 fill_frames;
	__u32 ramp_frames;
	__u32 id;
	__u32 domain;
	char name[MIXCORE_NAME_LEN];
	struct mixcore_cause cause;
	__u32 rate;
	__u32 channels;
	char timer[MIXCORE_TIMER_NAME_LEN];
};

/**
 * struct mixcore_output_detach - release an output's backend
 * @size: sizeof(struct mixcore_output_detach)
 * @id: the output
 * @flags: 0
 * @reserved: 0
 * @cause: in
 */
struct mixcore_output_detach {
	__u32 size;
	__u32 id;
	__u32 flags;
	__u32 reserved;
	struct mixcore_cause cause;
};

/* State of an output, in mixcore_output_info.state. */
#define MIXCORE_OUTPUT_IDLE		0	/* nothing plays, the backend is stopped */
#define MIXCORE_OUTPUT_RUNNING		1	/* cycles run by the backend */
#define MIXCORE_OUTPUT_NULL_CLOCK	2	/* by a timer; the backend is retried */
#define MIXCORE_OUTPUT_LOST		3	/* backend unplugged: attach it again */
#define MIXCORE_OUTPUT_DETACHED		4	/* goes with its last stream */

#define MIXCORE_OUTPUT_F_DEFAULT	(1U << 0)	/* new streams open here */
#define MIXCORE_OUTPUT_F_BACKEND	(1U << 1)	/* has a backend */
#define MIXCORE_OUTPUT_F_NULL		(1U << 2)	/* is to have none. Since interface 1.7 */
#define MIXCORE_OUTPUT_F_ENDPOINT	(1U << 3)	/* is an endpoint. Since interface 1.10 */
#define MIXCORE_OUTPUT_F_FOLLOWS	(1U << 4)	/* a timer, now */

/**
 * struct mixcore_output_info - an output
 * @size: sizeof(struct mixcore_output_info)
 * @id: in and out
 * @flags: MIXCORE_OUTPUT_F_*
 * @state: MIXCORE_OUTPUT_IDLE...
 * @rate: Hz
 * @channels: 1..MIXCORE_CHANNELS_MAX
 * @format: SNDRV_PCM_FORMAT_* of the backend
 * @cycle_frames: frames of one cycle
 * @fill_frames: frames kept queued in the backend
 * @ramp_frames: length of a volume ramp, 0 = off
 * @period_frames: the backend's period, 0 = none
 * @buffer_frames: the backend's buffer, 0 = none
 * @backend_card: its card number, -1 = none
 * @backend_device: its PCM device number, kept when the backend is lost, -1 = never had one
 * @backend_subdevice: its substream number, kept too
 * @streams: routes into this output, those that play what is left included
 * @running: those that run, or fade out
 * @mute: 0 or 1
 * @idle_ms: time without running streams after which the backend is stopped
 * @delay_frames: frames between the mix and the speaker, at the latest cycle
 * @restarts: how often the backend had to be started again (xrun, suspend, stopped by another)
 * @reserved: 0
 * @frames: frames mixed since the output was made
 * @cycles: cycles run
 * @wakeups: times the output's thread was woken
 * @xruns: how often the backend ran dry
 * @null_frames: frames that went by on the null clock
 * @gain: per channel
 * @name: NUL-terminated
 * @backend_id: the backend card's id, NUL-terminated, kept when the backend is lost
 * @last_change: the latest change
 * @limiter: 0 or 1
 * @dither: 0 or 1
 * @eq_points: volumes for which the equalizer is given, 0 = off
 * @limiter_gain: what the limiter multiplies by now, Q8.24; unity: nothing
 * @limited_frames: frames that it made softer
 * @cycle_now_frames: of a cycle now: @cycle_frames, or half of the shortest buffer of a stream that
 *	plays on it. Since interface 1.6
 * @domain: of the clock of the latest backend, 0 = never had one. Since interface 1.6
 * @recorders: of its monitor, and of streams that play here. Since interface 1.7
 * @recording: those that run; they are in @running, too, and so are @loopbacks
 * @loopbacks: from inputs
 * @reserved2: 0
 * @endpoint_uid: of an endpoint: of who made it. Since interface 1.10, like the following
 * @endpoint_pid: thread group that has it, 0 = none has; withheld like a stream's, and so is
 *	@endpoint_comm
 * @endpoint_lost_frames: as in struct mixcore_endpoint_page
 * @endpoint_comm: command name of the thread group's leader, NUL-terminated
 * @timer: that it follows or waits for, NUL-terminated, "" = none
 */
struct mixcore_output_info {
	__u32 size;
	__u32 id;
	__u32 flags;
	__u32 state;
	__u32 rate;
	__u32 channels;
	__u32 format;
	__u32 cycle_frames;
	__u32 fill_frames;
	__u32 ramp_frames;
	__u32 period_frames;
	__u32 buffer_frames;
	__s32 backend_card;
	__s32 backend_device;
	__s32 backend_subdevice;
	__u32 streams;
	__u32 running;
	__u32 mute;
	__u32 idle_ms;
	__u32 delay_frames;
	__u32 restarts;
	__u32 reserved;
	__aligned_u64 frames;
	__aligned_u64 cycles;
	__aligned_u64 wakeups;
	__aligned_u64 xruns;
	__aligned_u64 null_frames;
	__u32 gain[MIXCORE_CHANNELS_MAX];
	char name[MIXCORE_NAME_LEN];
	char backend_id[16];
	struct mixcore_last_change last_change;
	__u32 limiter;
	__u32 dither;
	__u32 eq_points;
	__u32 limiter_gain;
	__aligned_u64 limited_frames;
	__u32 cycle_now_frames;
	__u32 domain;
	__u32 recorders;
	__u32 recording;
	__u32 loopbacks;
	__u32 reserved2;
	__u32 endpoint_uid;
	__u32 endpoint_pid;
	__aligned_u64 endpoint_lost_frames;
	char endpoint_comm[16];
	char timer[MIXCORE_TIMER_NAME_LEN];
};

/**
 * struct mixcore_input_attach - make a PCM the backend of an input
 * @size: sizeof(struct mixcore_input_attach)
 * @fd: in: descriptor of an open capture PCM, configured
 * @flags: in: MIXCORE_ATTACH_F_NOT_DEFAULT, MIXCORE_ATTACH_F_REPLACE
 * @cycle_frames: in: 0 = the period, at most MIXCORE_CYCLE_MAX; out: value chosen
 * @id: out: the input
 * @domain: as of struct mixcore_output_attach
 * @name: in: NUL-terminated
 * @cause: in
 */
struct mixcore_input_attach {
	__u32 size;
	__s32 fd;
	__u32 flags;
	__u32 cycle_frames;
	__u32 id;
	__u32 domain;
	char name[MIXCORE_NAME_LEN];
	struct mixcore_cause cause;
};

/**
 * struct mixcore_input_detach - release an input's backend
 * @size: sizeof(struct mixcore_input_detach)
 * @id: the input
 * @flags: 0
 * @reserved: 0
 * @cause: in
 */
struct mixcore_input_detach {
	__u32 size;
	__u32 id;
	__u32 flags;
	__u32 reserved;
	struct mixcore_cause cause;
};

/**
 * struct mixcore_input_info - an input
 * @size: sizeof(struct mixcore_input_info)
 * @id: in and out
 * @flags: MIXCORE_OUTPUT_F_DEFAULT, MIXCORE_OUTPUT_F_BACKEND
 * @state: MIXCORE_OUTPUT_IDLE..., as an output's
 * @rate: Hz
 * @channels: 1..MIXCORE_CHANNELS_MAX
 * @format: SNDRV_PCM_FORMAT_* of the backend
 * @cycle_frames: frames of one cycle
 * @cycle_now_frames: of a cycle now: less while a recorder's buffer is too short for that
 * @period_frames: the backend's period, 0 = none
 * @buffer_frames: the backend's buffer, 0 = none
 * @backend_card: its card number, -1 = none
 * @backend_device: its PCM device number, kept when the backend is lost, -1 = never had one
 * @backend_subdevice: its substream number, kept too
 * @recorders: streams that record it
 * @recording: those that run
 * @idle_ms: time without these after which the backend is stopped
 * @delay_frames: frames between the microphone and the recorders, at the latest cycle
 * @domain: of the clock of the latest backend, 0 = never had one
 * @restarts: how often the backend had to be started again (xrun, suspend, stopped by another)
 * @loopbacks: to outputs
 * @reserved: 0
 * @frames: frames captured since the input was made
 * @cycles: cycles run
 * @wakeups: times the input's thread was woken
 * @xruns: how often the backend ran full
 * @null_frames: frames of silence on the null clock
 * @name: NUL-terminated
 * @backend_id: the backend card's id, NUL-terminated, kept when the backend is lost
 * @last_change: the latest change
 * @endpoint_uid: of an endpoint: of who made it. Since interface 1.10, like the following
 * @endpoint_pid: thread group that has it, 0 = none has; withheld like a stream's, and so is
 *	@endpoint_comm
 * @endpoint_lost_frames: as in struct mixcore_endpoint_page
 * @endpoint_comm: command name of the thread group's leader, NUL-terminated
 */
struct mixcore_input_info {
	__u32 size;
	__u32 id;
	__u32 flags;
	__u32 state;
	__u32 rate;
	__u32 channels;
	__u32 format;
	__u32 cycle_frames;
	__u32 cycle_now_frames;
	__u32 period_frames;
	__u32 buffer_frames;
	__s32 backend_card;
	__s32 backend_device;
	__s32 backend_subdevice;
	__u32 recorders;
	__u32 recording;
	__u32 idle_ms;
	__u32 delay_frames;
	__u32 domain;
	__u32 restarts;
	__u32 loopbacks;
	__u32 reserved;
	__aligned_u64 frames;
	__aligned_u64 cycles;
	__aligned_u64 wakeups;
	__aligned_u64 xruns;
	__aligned_u64 null_frames;
	char name[MIXCORE_NAME_LEN];
	char backend_id[16];
	struct mixcore_last_change last_change;
	__u32 endpoint_uid;
	__u32 endpoint_pid;
	__aligned_u64 endpoint_lost_frames;
	char endpoint_comm[16];
};

#define MIXCORE_SET_GAIN		(1U << 0)
#define MIXCORE_SET_MUTE		(1U << 1)
#define MIXCORE_SET_IDLE		(1U << 2)	/* outputs and inputs only */
#define MIXCORE_SET_FILL		(1U << 3)	/* outputs only */
#define MIXCORE_SET_LIMITER		(1U << 4)	/* outputs only */
#define MIXCORE_SET_DITHER		(1U << 5)	/* outputs only */
#define MIXCORE_SET_MATRIX		(1U << 6)	/* routes only */
#define MIXCORE_SET_MATRIX_DEFAULT	(1U << 7)	/* routes only: as channels say */
#define MIXCORE_SET_DELAY		(1U << 8)	/* routes only */
#define MIXCORE_SET_SYNC_GROUP		(1U << 9)	/* streams only, since interface 1.6 */

/**
 * struct mixcore_output_set - change an output
 * @size: sizeof(struct mixcore_output_set)
 * @id: the output
 * @mask: MIXCORE_SET_*: which of the members below are meant; at least one
 * @mute: 0 or 1
 * @gain: per channel
 * @idle_ms: 0..MIXCORE_IDLE_MS_MAX
 * @fill_frames: cycle..buffer
 * @cause: in
 * @limiter: 0 or 1: peaks above full scale make all channels softer for a while, instead of being
 *	cut off; what has none is not changed
 * @dither: 0 or 1: triangular noise of one unit before rounding to less than 24 bits
 */
struct mixcore_output_set {
	__u32 size;
	__u32 id;
	__u32 mask;
	__u32 mute;
	__u32 gain[MIXCORE_CHANNELS_MAX];
	__u32 idle_ms;
	__u32 fill_frames;
	struct mixcore_cause cause;
	__u32 limiter;
	__u32 dither;
};

/**
 * struct mixcore_input_set - change an input
 * @size: sizeof(struct mixcore_input_set)
 * @id: the input
 * @mask: MIXCORE_SET_IDLE
 * @idle_ms: 0..MIXCORE_IDLE_MS_MAX
 * @cause: in
 */
struct mixcore_input_set {
	__u32 size;
	__u32 id;
	__u32 mask;
	__u32 idle_ms;
	struct mixcore_cause cause;
};

/**
 * struct mixcore_output_eq - the equalizer of an output
 * @size: sizeof(struct mixcore_output_eq)
 * @id: the output
 * @points: volumes at @data, 0 = off
 * @sections: biquads per channel
 * @channels: of the output
 * @reserved: 0
 * @data: address of @points times {__s32 volume; __s32 coefficients[@channels][@sections][5]}:
 *	volume in 0.01 dB, -2^27..2^27, ascending; coefficients b0 b1 b2 a1 a2 in Q4.28 for a0 = 1
 * @cause: in
 */
struct mixcore_output_eq {
	__u32 size;
	__u32 id;
	__u32 points;
	__u32 sections;
	__u32 channels;
	__u32 reserved;
	__aligned_u64 data;
	struct mixcore_cause cause;
};

#define MIXCORE_DEFAULT_OUTPUT		(1U << 0)
#define MIXCORE_DEFAULT_GAIN		(1U << 1)
#define MIXCORE_DEFAULT_MUTE		(1U << 2)
#define MIXCORE_DEFAULT_CLEAR		(1U << 3)	/* SET: these are as for all again */
#define MIXCORE_DEFAULT_FOLLOWERS	(1U << 4)	/* since interface 1.5 */
#define MIXCORE_DEFAULT_INPUT		(1U << 5)	/* since interface 1.7 */

/**
 * struct mixcore_default - where and how streams open
 * @size: sizeof(struct mixcore_default)
 * @mask: SET: MIXCORE_DEFAULT_*, at least one that names a member; GET and NEXT: in 0, out those
 *	that this uid has of its own
 * @uid: of the opener, or MIXCORE_UID_ANY: for all that have none of their own
 * @device: PCM device, 0
 * @output: id
 * @mute: 0 or 1
 * @gain: of every channel
 * @reserved: 0
 * @cause: in
 * @follower_count: of @followers, 0..MIXCORE_DEFAULT_FOLLOWERS_MAX. Since interface 1.5
 * @followers: ids of outputs on which they play besides, each once
 * @input: id: what recorders of hw:Mixcore,0 record. Since interface 1.7
 * @reserved2: 0
 */
struct mixcore_default {
	__u32 size;
	__u32 mask;
	__u32 uid;
	__u32 device;
	__u32 output;
	__u32 mute;
	__u32 gain;
	__u32 reserved;
	struct mixcore_cause cause;
	__u32 follower_count;
	__u32 followers[MIXCORE_DEFAULT_FOLLOWERS_MAX];
	__u32 input;
	__u32 reserved2;
};

/* State of a stream, in mixcore_stream_info.state. */
#define MIXCORE_STREAM_OPEN		0	/* no hw_params */
#define MIXCORE_STREAM_READY		1	/* hw_params set, not running */
#define MIXCORE_STREAM_RUNNING		2
#define MIXCORE_STREAM_DRAINING		3	/* playing what it has, then stops */
#define MIXCORE_STREAM_PAUSED		4
#define MIXCORE_STREAM_XRUN		5

#define MIXCORE_STREAM_F_HIDDEN		(1U << 0)	/* pid, comm, start_time_ns withheld */
#define MIXCORE_STREAM_F_FREE_RUN	(1U << 1)	/* stop_threshold > buffer */
#define MIXCORE_STREAM_F_WAITING	(1U << 2)	/* started, others of its sync group not */
#define MIXCORE_STREAM_F_ALL		(1U << 3)	/* records streams of all uids */

#define MIXCORE_DIRECTION_PLAYBACK	0
#define MIXCORE_DIRECTION_CAPTURE	1	/* a recorder */

/* What a recorder records. */
#define MIXCORE_SOURCE_INPUT		1	/* an input */
#define MIXCORE_SOURCE_MIX		2	/* streams on an output, before its gain */
#define MIXCORE_SOURCE_OUT		3	/* what the backend of an output gets */
#define MIXCORE_SOURCE_STREAM		4	/* one stream */

/**
 * struct mixcore_stream_info - a stream
 * @size: sizeof(struct mixcore_stream_info)
 * @id: in and out
 * @flags: MIXCORE_STREAM_F_*
 * @state: MIXCORE_STREAM_OPEN...
 * @substream: of the PCM; index of its ALSA controls
 * @output: id of the output it plays on, 0 = it is a recorder
 * @uid: of the process that opened it, at open
 * @pid: thread group that opened it
 * @rate: Hz, 0 without hw_params, like the next four
 * @channels: 1..MIXCORE_CHANNELS_MAX
 * @format: SNDRV_PCM_FORMAT_*
 * @period_frames: application side
 * @buffer_frames: application side
 * @mute: 0 or 1
 * @delay_frames: from the application's next frame to the speaker, now; of a recorder: from the
 *	microphone to the application's next frame
 * @queued_frames: frames in the ring, not yet mixed; of a recorder: not yet read
 * @start_time_ns: when that thread group's leader was started (CLOCK_BOOTTIME)
 * @frames: frames mixed or recorded since open
 * @xruns: since open
 * @silence_frames: frames that were missing when they were due
 * @wakeups: period wake-ups given to the application since open
 * @gain: per channel
 * @comm: command name of the opener, NUL-terminated
 * @last_change: the latest change
 * @move_output: where it goes at @move_frame, 0 = nowhere. Since interface 1.2
 * @fading: outputs on which it still fades out. Since interface 1.3
 * @move_frame: its first frame there, 0 = as soon as may be
 * @group: lowest id of the streams that are linked with it (snd_pcm_link), which start and stop
 *	together and should be moved together; 0 = none are. Since interface 1.5
 * @sync_group: lowest id of the streams in its sync group, 0 = it is in none. Since interface 1.6
 * @direction: MIXCORE_DIRECTION_*. Since interface 1.7, like the following
 * @device: PCM device of the card Mixcore: 0, or 1 (recorders only)
 * @source_kind: of a recorder: MIXCORE_SOURCE_*; otherwise 0
 * @source: of a recorder: id of the input, output or stream; it stays when that is gone
 * @except_count: of @except
 * @except: of a recorder: ids of streams that are left out
 * @reserved: 0
 */
struct mixcore_stream_info {
	__u32 size;
	__u32 id;
	__u32 flags;
	__u32 state;
	__u32 substream;
	__u32 output;
	__u32 uid;
	__u32 pid;
	__u32 rate;
	__u32 channels;
	__u32 format;
	__u32 period_frames;
	__u32 buffer_frames;
	__u32 mute;
	__u32 delay_frames;
	__u32 queued_frames;
	__aligned_u64 start_time_ns;
	__aligned_u64 frames;
	__aligned_u64 xruns;
	__aligned_u64 silence_frames;
	__aligned_u64 wakeups;
	__u32 gain[MIXCORE_CHANNELS_MAX];
	char comm[16];
	struct mixcore_last_change last_change;
	__u32 move_output;
	__u32 fading;
	__aligned_u64 move_frame;
	__u32 group;
	__u32 sync_group;
	__u32 direction;
	__u32 device;
	__u32 source_kind;
	__u32 source;
	__u32 except_count;
	__u32 except[MIXCORE_EXCEPT_MAX];
	__u32 reserved;
};

/**
 * struct mixcore_stream_set - change a stream
 * @size: sizeof(struct mixcore_stream_set)
 * @id: the stream
 * @mask: MIXCORE_SET_GAIN, MIXCORE_SET_MUTE, MIXCORE_SET_SYNC_GROUP; at least one
 * @mute: 0 or 1
 * @gain: per channel
 * @cause: in
 * @sync_group: id of a stream with which it is to be in a sync group, 0 = in none. Since interface
 *	1.6
 * @reserved: 0
 */
struct mixcore_stream_set {
	__u32 size;
	__u32 id;
	__u32 mask;
	__u32 mute;
	__u32 gain[MIXCORE_CHANNELS_MAX];
	struct mixcore_cause cause;
	__u32 sync_group;
	__u32 reserved;
};

#define MIXCORE_MOVE_F_AT_FRAME		(1U << 0)	/* not before `frame` */

/**
 * struct mixcore_stream_move - play a stream on another output
 * @size: sizeof(struct mixcore_stream_move)
 * @id: of the stream
 * @output: id
 * @flags: MIXCORE_MOVE_F_*
 * @frame: with MIXCORE_MOVE_F_AT_FRAME: the first on the new output; otherwise 0
 * @cause: why
 * @fade_frames: frames that are played on both outputs, 0..MIXCORE_FADE_MAX. Since interface 1.3
 * @reserved: 0
 */
struct mixcore_stream_move {
	__u32 size;
	__u32 id;
	__u32 output;
	__u32 flags;
	__aligned_u64 frame;
	struct mixcore_cause cause;
	__u32 fade_frames;
	__u32 reserved;
};

#define MIXCORE_SOURCE_F_ALL		(1U << 0)	/* streams of all uids; control node */

/**
 * struct mixcore_stream_source - what a recorder records
 * @size: sizeof(struct mixcore_stream_source)
 * @id: of the recorder
 * @kind: MIXCORE_SOURCE_*
 * @source: id of the input, output or stream
 * @flags: MIXCORE_SOURCE_F_*
 * @except_count: of @except, 0..MIXCORE_EXCEPT_MAX
 * @except: with MIXCORE_SOURCE_MIX: ids of streams that are left out; one that is not there is no
 *	error
 * @cause: why
 */
struct mixcore_stream_source {
	__u32 size;
	__u32 id;
	__u32 kind;
	__u32 source;
	__u32 flags;
	__u32 except_count;
	__u32 except[MIXCORE_EXCEPT_MAX];
	struct mixcore_cause cause;
};

#define MIXCORE_ROUTE_F_NEW		(1U << 0)	/* SET: there is to be none yet */
#define MIXCORE_ROUTE_F_CHANGE		(1U << 1)	/* SET: there is to be one already */
#define MIXCORE_ROUTE_F_LEADS		(1U << 2)	/* info: moves the stream's position */
#define MIXCORE_ROUTE_F_MATRIX		(1U << 3)	/* info: has a matrix of its own */
#define MIXCORE_ROUTE_F_JOINED		(1U << 4)	/* info: stream and output fit each other */
#define MIXCORE_ROUTE_F_LINE		(1U << 5)	/* info: has a delay line */

/**
 * struct mixcore_route_set - make or change the route from a stream to an output
 * @size: sizeof(struct mixcore_route_set)
 * @stream: id
 * @output: id
 * @flags: MIXCORE_ROUTE_F_NEW or MIXCORE_ROUTE_F_CHANGE, or 0
 * @mask: MIXCORE_SET_GAIN, _MUTE, _MATRIX, _MATRIX_DEFAULT, _DELAY: which of the members below are
 *	meant; 0 only makes the route
 * @mute: 0 or 1
 * @gain: of all of the matrix, on top of it
 * @delay_frames: at the stream's rate, or the output's while the stream has none
 * @matrix: [output channel][stream channel], signed Q8.24; entries past the channels are kept but
 *	not heard
 * @cause: why
 *
 * What is multiplied by is matrix * gain, rounded to the nearest Q8.24, halves away from zero.
 */
struct mixcore_route_set {
	__u32 size;
	__u32 stream;
	__u32 output;
	__u32 flags;
	__u32 mask;
	__u32 mute;
	__u32 gain;
	__u32 delay_frames;
	__s32 matrix[MIXCORE_CHANNELS_MAX][MIXCORE_CHANNELS_MAX];
	struct mixcore_cause cause;
};

/**
 * struct mixcore_route_remove - a stream is to play on an output no longer
 * @size: sizeof(struct mixcore_route_remove)
 * @stream: id
 * @output: id
 * @flags: 0
 * @cause: why
 */
struct mixcore_route_remove {
	__u32 size;
	__u32 stream;
	__u32 output;
	__u32 flags;
	struct mixcore_cause cause;
};

/**
 * struct mixcore_route_info - a route
 * @size: sizeof(struct mixcore_route_info)
 * @stream: in and out, id
 * @output: in and out, id
 * @flags: MIXCORE_ROUTE_F_LEADS, _MATRIX, _JOINED, _LINE
 * @mute: 0 or 1
 * @gain: as set
 * @delay_frames: as set
 * @latency_frames: from the cycle that takes a frame from the stream to the one that mixes it here:
 *	the delay, and for routes that follow what the two outputs need so that their cycles do not
 *	wait for each other. Of the latest run; measured anew, to a cycle, when frames were put in
 *	or left out
 * @inserted_frames: of silence, because the line had run dry, since the stream has its parameters
 * @dropped_frames: left out, because the line was full
 * @matrix: as set, or the default one: [output channel][stream channel]; without hw_params 0 there
 * @last_change: the latest change
 */
struct mixcore_route_info {
	__u32 size;
	__u32 stream;
	__u32 output;
	__u32 flags;
	__u32 mute;
	__u32 gain;
	__u32 delay_frames;
	__u32 latency_frames;
	__aligned_u64 inserted_frames;
	__aligned_u64 dropped_frames;
	__s32 matrix[MIXCORE_CHANNELS_MAX][MIXCORE_CHANNELS_MAX];
	struct mixcore_last_change last_change;
};

/**
 * struct mixcore_transaction_call - one of the calls of a transaction
 * @call: MIXCORE_IOCTL_*
 * @reserved: 0
 * @argument: address of the struct that this call takes, with its `size`; is only read
 */
struct mixcore_transaction_call {
	__u32 call;
	__u32 reserved;
	__aligned_u64 argument;
};

/**
 * struct mixcore_transaction - several calls, all or none
 * @size: sizeof(struct mixcore_transaction)
 * @count: of the calls, 1..MIXCORE_TRANSACTION_MAX
 * @flags: 0
 * @failed: out: index of the call that failed, @count when none did
 * @calls: address of @count struct mixcore_transaction_call
 */
struct mixcore_transaction {
	__u32 size;
	__u32 count;
	__u32 flags;
	__u32 failed;
	__aligned_u64 calls;
};

/* What has a history. */
#define MIXCORE_OBJECT_STREAM		1
#define MIXCORE_OBJECT_OUTPUT		2
#define MIXCORE_OBJECT_INPUT		3
#define MIXCORE_OBJECT_ROUTE		4
#define MIXCORE_OBJECT_LOOPBACK		5
#define MIXCORE_OBJECT_DEFAULT		6

/*
 * What a change changed, in mixcore_change.what: MIXCORE_SET_* and these. Of defaults it is
 * MIXCORE_DEFAULT_*, with MIXCORE_DEFAULT_CLEAR when they are as for all again.
 */
#define MIXCORE_CHANGED_MADE		(1U << 16)	/* it came to be */
#define MIXCORE_CHANGED_BACKEND		(1U << 17)	/* of an output or input */
#define MIXCORE_CHANGED_EQ		(1U << 18)	/* of an output */
#define MIXCORE_CHANGED_OUTPUT		(1U << 19)	/* of a stream: moved, now or at a frame */
#define MIXCORE_CHANGED_ROUTES		(1U << 20)	/* of a stream: one was removed */
#define MIXCORE_CHANGED_SOURCE		(1U << 21)	/* of a recorder */
#define MIXCORE_CHANGED_LOOPBACKS	(1U << 22)	/* of an output or input: one was removed */

/**
 * struct mixcore_change - a change of an object
 * @last_change: who, when and why
 * @what: MIXCORE_CHANGED_*, MIXCORE_SET_*; 0 = the call named nothing, and nothing was changed
 * @reserved: 0
 * @comm: command name of the thread group's leader, NUL-terminated; withheld like its pid
 */
struct mixcore_change {
	struct mixcore_last_change last_change;
	__u32 what;
	__u32 reserved[3];
	char comm[16];
};

/**
 * struct mixcore_history - the changes that an object has seen
 * @size: sizeof(struct mixcore_history)
 * @object: MIXCORE_OBJECT_*
 * @id: of it; of a route: of its stream; of a loopback: of its input; of defaults: uid, or
 *	MIXCORE_UID_ANY
 * @output: of a route or loopback: id of its output; otherwise 0
 * @count: in: how many @changes has room for, any number; out: how many are written there
 * @reserved: 0
 * @changes: address of struct mixcore_change, the newest first
 */
struct mixcore_history {
	__u32 size;
	__u32 object;
	__u32 id;
	__u32 output;
	__u32 count;
	__u32 reserved;
	__aligned_u64 changes;
};

/* First published sizes. */
#define MIXCORE_VERSION_SIZE_VER0	56
#define MIXCORE_STATUS_SIZE_VER0	56
#define MIXCORE_QUOTA_SIZE_VER0		24
#define MIXCORE_OUTPUT_ATTACH_SIZE_VER0	136
#define MIXCORE_OUTPUT_DETACH_SIZE_VER0	88
#define MIXCORE_OUTPUT_INFO_SIZE_VER0	304
#define MIXCORE_OUTPUT_SET_SIZE_VER0	128
#define MIXCORE_DEFAULT_SIZE_VER0	104
#define MIXCORE_STREAM_INFO_SIZE_VER0	248
#define MIXCORE_STREAM_SET_SIZE_VER0	120
#define MIXCORE_OUTPUT_EQ_SIZE_VER0	104
#define MIXCORE_STREAM_MOVE_SIZE_VER0	96
#define MIXCORE_ROUTE_SET_SIZE_VER0	360
#define MIXCORE_ROUTE_REMOVE_SIZE_VER0	88
#define MIXCORE_ROUTE_INFO_SIZE_VER0	400
#define MIXCORE_TRANSACTION_SIZE_VER0	24
#define MIXCORE_INPUT_ATTACH_SIZE_VER0	128
#define MIXCORE_INPUT_DETACH_SIZE_VER0	88
#define MIXCORE_INPUT_INFO_SIZE_VER0	272
#define MIXCORE_INPUT_SET_SIZE_VER0	88
#define MIXCORE_STREAM_SOURCE_SIZE_VER0	128
#define MIXCORE_HISTORY_SIZE_VER0	32

/* The numbers carry no size: `size` in the struct does. */
#define MIXCORE_IOCTL_MAGIC		0xDE
#define MIXCORE_IOCTL_VERSION		_IO(MIXCORE_IOCTL_MAGIC, 0x00)
#define MIXCORE_IOCTL_STATUS		_IO(MIXCORE_IOCTL_MAGIC, 0x01)
#define MIXCORE_IOCTL_QUOTA_GET		_IO(MIXCORE_IOCTL_MAGIC, 0x02)
#define MIXCORE_IOCTL_QUOTA_SET		_IO(MIXCORE_IOCTL_MAGIC, 0x03)
#define MIXCORE_IOCTL_OUTPUT_ATTACH	_IO(MIXCORE_IOCTL_MAGIC, 0x10)
#define MIXCORE_IOCTL_OUTPUT_DETACH	_IO(MIXCORE_IOCTL_MAGIC, 0x11)
#define MIXCORE_IOCTL_OUTPUT_GET	_IO(MIXCORE_IOCTL_MAGIC, 0x12)
#define MIXCORE_IOCTL_OUTPUT_NEXT	_IO(MIXCORE_IOCTL_MAGIC, 0x13)
#define MIXCORE_IOCTL_OUTPUT_SET	_IO(MIXCORE_IOCTL_MAGIC, 0x14)
#define MIXCORE_IOCTL_OUTPUT_EQ		_IO(MIXCORE_IOCTL_MAGIC, 0x15)
#define MIXCORE_IOCTL_DEFAULT_GET	_IO(MIXCORE_IOCTL_MAGIC, 0x18)
#define MIXCORE_IOCTL_DEFAULT_SET	_IO(MIXCORE_IOCTL_MAGIC, 0x19)
#define MIXCORE_IOCTL_DEFAULT_NEXT	_IO(MIXCORE_IOCTL_MAGIC, 0x1A)
#define MIXCORE_IOCTL_STREAM_GET	_IO(MIXCORE_IOCTL_MAGIC, 0x20)
#define MIXCORE_IOCTL_STREAM_NEXT	_IO(MIXCORE_IOCTL_MAGIC, 0x21)
#define MIXCORE_IOCTL_STREAM_SET	_IO(MIXCORE_IOCTL_MAGIC, 0x22)
#define MIXCORE_IOCTL_STREAM_MOVE	_IO(MIXCORE_IOCTL_MAGIC, 0x23)
#define MIXCORE_IOCTL_STREAM_SOURCE	_IO(MIXCORE_IOCTL_MAGIC, 0x24)
#define MIXCORE_IOCTL_ROUTE_SET		_IO(MIXCORE_IOCTL_MAGIC, 0x28)
#define MIXCORE_IOCTL_ROUTE_REMOVE	_IO(MIXCORE_IOCTL_MAGIC, 0x29)
#define MIXCORE_IOCTL_ROUTE_GET		_IO(MIXCORE_IOCTL_MAGIC, 0x2A)
#define MIXCORE_IOCTL_ROUTE_NEXT	_IO(MIXCORE_IOCTL_MAGIC, 0x2B)
#define MIXCORE_IOCTL_LOOPBACK_SET	_IO(MIXCORE_IOCTL_MAGIC, 0x2C)
#define MIXCORE_IOCTL_LOOPBACK_REMOVE	_IO(MIXCORE_IOCTL_MAGIC, 0x2D)
#define MIXCORE_IOCTL_LOOPBACK_GET	_IO(MIXCORE_IOCTL_MAGIC, 0x2E)
#define MIXCORE_IOCTL_LOOPBACK_NEXT	_IO(MIXCORE_IOCTL_MAGIC, 0x2F)
#define MIXCORE_IOCTL_TRANSACTION	_IO(MIXCORE_IOCTL_MAGIC, 0x30)
#define MIXCORE_IOCTL_HISTORY		_IO(MIXCORE_IOCTL_MAGIC, 0x31)
#define MIXCORE_IOCTL_XRUNS		_IO(MIXCORE_IOCTL_MAGIC, 0x32)
#define MIXCORE_IOCTL_FLIGHT		_IO(MIXCORE_IOCTL_MAGIC, 0x33)
#define MIXCORE_IOCTL_INPUT_ATTACH	_IO(MIXCORE_IOCTL_MAGIC, 0x38)
#define MIXCORE_IOCTL_INPUT_DETACH	_IO(MIXCORE_IOCTL_MAGIC, 0x39)
#define MIXCORE_IOCTL_INPUT_GET		_IO(MIXCORE_IOCTL_MAGIC, 0x3A)
#define MIXCORE_IOCTL_INPUT_NEXT	_IO(MIXCORE_IOCTL_MAGIC, 0x3B)
#define MIXCORE_IOCTL_INPUT_SET		_IO(MIXCORE_IOCTL_MAGIC, 0x3C)
#define MIXCORE_IOCTL_TIMER_CREATE	_IO(MIXCORE_IOCTL_MAGIC, 0x40)
#define MIXCORE_IOCTL_TIMER_GET		_IO(MIXCORE_IOCTL_MAGIC, 0x41)
#define MIXCORE_IOCTL_TIMER_NEXT	_IO(MIXCORE_IOCTL_MAGIC, 0x42)
#define MIXCORE_IOCTL_ENDPOINT_CREATE	_IO(MIXCORE_IOCTL_MAGIC, 0x48)
#define MIXCORE_IOCTL_ENDPOINT_ADOPT	_IO(MIXCORE_IOCTL_MAGIC, 0x49)

/* On the descriptor of a timer or endpoint. */
#define MIXCORE_IOCTL_TRIGGER		_IO(MIXCORE_IOCTL_MAGIC, 0x50)

#include "mixcore_endpoint.h"

#endif /* _UAPI_SOUND_MIXCORE_H */

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* mixctl: attaching an input. */
#ifndef MIXCTL_INPUT_REQUEST_H
#define MIXCTL_INPUT_REQUEST_H

#include "recorder.h"

/**
 * struct input_request - what input attach, input swap and restore ask for
 * @verb: which of them
 * @hw_name: as given
 * @name: of the input, NULL = from the hardware
 * @has_domain: it is given; else what was chosen stays where the card does
 * @params: of the backend; 0 = choose
 * @attach: cycle, domain, flags; the rest is filled in
 */
struct input_request {
	const char *verb;
	const char *hw_name;
	const char *name;
	bool has_domain;
	struct mixcore_backend_params params;
	struct mixcore_input_attach attach;
};

/* Opens, configures and attaches. On failure it has said why; returns the exit status. */
int attach_input(struct mixctl *m, struct input_request *request);

#endif /* MIXCTL_INPUT_REQUEST_H */

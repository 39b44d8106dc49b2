// SPDX-License-Identifier: GPL-2.0-or-later
/* mixctl top --once --json: the same for programs. */
#include "top.h"

static void print_load(struct json *json, const struct top_row *row)
{
	if (!row->has_load)
		return;
	json_uint(json, "load_avg_percent", row->load_avg);
	json_uint(json, "load_max_percent", row->load_max);
}

static void print_row(struct json *json, const struct top_row *row)
{
	const struct top_meter *meter = &row->meter;

	json_object(json, NULL);
	json_string(json, "object", row->object == MIXCORE_OBJECT_STREAM ? "stream" :
		    row->object == MIXCORE_OBJECT_OUTPUT ? "output" : "input");
	json_uint(json, "id", row->id);
	json_string(json, "name", row->name);
	json_string(json, "state", row->state);
	json_db(json, "peak_db", meter->held);
	json_db(json, "rms_db", top_meter_rms(meter));
	if (!row->fixed) {
		json_gain(json, row->gain, row->channels);
		json_bool(json, "mute", row->mute);
	}
	json_uint(json, "rate", row->rate);
	json_uint(json, "delay_frames", row->delay_frames);
	json_uint(json, "xruns", row->xruns);
	print_load(json, row);
	json_object_end(json);
}

/* Streams are behind the output or input beneath which people see them. */
void top_json(struct mixctl *m, const struct top_model *model)
{
	struct json json = { .out = m->out };

	json_object(&json, NULL);
	json_bool(&json, "meters", model->meters);
	json_array(&json, "rows");
	for (unsigned int i = 0; i < model->count; i++)
		print_row(&json, &model->rows[i]);
	json_array_end(&json);
	json_object_end(&json);
}

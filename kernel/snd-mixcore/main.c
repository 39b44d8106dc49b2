// SPDX-License-Identifier: GPL-2.0-only
/* Module load and unload: parameters, the card, the nodes. */
#include <linux/module.h>
#include <linux/platform_device.h>
#include <linux/slab.h>
#include <sound/initval.h>

#include "mixcore.h"

MODULE_DESCRIPTION("Mixes any number of ALSA applications onto ALSA PCMs");
MODULE_AUTHOR("The mixcore developers");
MODULE_LICENSE("GPL");
MODULE_VERSION(MIXCORE_MODULE_VERSION);
MODULE_ALIAS("platform:snd_mixcore");

static int index = SNDRV_DEFAULT_IDX1;
module_param(index, int, 0444);
MODULE_PARM_DESC(index, "Card number; -2 = never the first card");

static char *id = "Mixcore";
module_param(id, charp, 0444);
MODULE_PARM_DESC(id, "Card id");

static bool enable = true;
module_param(enable, bool, 0444);
MODULE_PARM_DESC(enable, "Make the card");

int mixcore_param_streams = MIXCORE_STREAMS_DEFAULT;
module_param_named(streams, mixcore_param_streams, int, 0444);
MODULE_PARM_DESC(streams, "Substreams of hw:Mixcore,0: 1 to 256, default 64");

int mixcore_param_null_rate = 48000;
module_param_named(null_rate, mixcore_param_null_rate, int, 0444);
MODULE_PARM_DESC(null_rate, "Rate of the null output in Hz: 8000 to 192000, default 48000");

static char *monitor_access = "uid";
module_param(monitor_access, charp, 0444);
MODULE_PARM_DESC(monitor_access, "Whose streams are recorded: uid (one's own, default), all, none");

enum mixcore_monitor_access mixcore_monitor_access;

static const char * const mixcore_monitor_words[] = {
	[MIXCORE_MONITOR_UID] = "uid",
	[MIXCORE_MONITOR_ALL] = "all",
	[MIXCORE_MONITOR_NONE] = "none",
};

static struct platform_device *mixcore_device;
static struct mixcore_card *mixcore_card;

static int __init mixcore_check_monitor_access(void)
{
	int word = match_string(mixcore_monitor_words, ARRAY_SIZE(mixcore_monitor_words),
				monitor_access);

	if (word < 0) {
		pr_err("snd-mixcore: monitor_access=%s is not uid, all or none\n", monitor_access);
		return -EINVAL;
	}
	mixcore_monitor_access = word;
	return 0;
}

static int __init mixcore_check_params(void)
{
	if (!enable)
		return -ENODEV;
	if (mixcore_param_streams < 1 || mixcore_param_streams > MIXCORE_STREAMS_MAX) {
		pr_err("snd-mixcore: streams=%d is not 1 to %d\n",
		       mixcore_param_streams, MIXCORE_STREAMS_MAX);
		return -EINVAL;
	}
	if (mixcore_param_null_rate < MIXCORE_RATE_MIN ||
	    mixcore_param_null_rate > MIXCORE_RATE_MAX) {
		pr_err("snd-mixcore: null_rate=%d is not %d to %d\n",
		       mixcore_param_null_rate, MIXCORE_RATE_MIN, MIXCORE_RATE_MAX);
		return -EINVAL;
	}
	return mixcore_check_monitor_access();
}

/* The best variants of the mix, of those that give the same bits as the plain one. */
static int __init mixcore_choose_isas(void)
{
	struct mixcore_verify *verify = kvmalloc(sizeof(*verify), GFP_KERNEL);
	char names[64] = "";
	u32 bad, used, isa;

	if (!verify)
		return -ENOMEM;
	bad = mixcore_isas_verify(verify);
	kvfree(verify);
	used = mixcore_isas_select(~0U);
	for (isa = 0; isa < MIXCORE_ISAS; isa++) {
		if (bad & BIT(isa))
			pr_warn("snd-mixcore: %s computes wrongly and is not used\n",
				mixcore_isa_name(isa));
		if (!(used & BIT(isa)))
			continue;
		strlcat(names, " ", sizeof(names));
		strlcat(names, mixcore_isa_name(isa), sizeof(names));
	}
	pr_info("snd-mixcore: mixes with%s\n", names);
	return 0;
}

static int __init mixcore_init(void)
{
	int err;

	err = mixcore_check_params();
	if (err)
		return err;
	err = mixcore_choose_isas();
	if (err)
		return err;
	mixcore_device = platform_device_register_simple("snd_mixcore", -1, NULL, 0);
	if (IS_ERR(mixcore_device))
		return PTR_ERR(mixcore_device);
	mixcore_card = mixcore_card_new(&mixcore_device->dev, index, id);
	if (IS_ERR(mixcore_card)) {
		err = PTR_ERR(mixcore_card);
		goto err_device;
	}
	err = mixcore_nodes_new(mixcore_card, &mixcore_device->dev);
	if (err)
		goto err_card;
	err = mixcore_netlink_new(mixcore_card);
	if (err)
		goto err_nodes;
	return 0;

err_nodes:
	mixcore_nodes_free();
err_card:
	mixcore_card_free(mixcore_card);
err_device:
	platform_device_unregister(mixcore_device);
	return err;
}

static void __exit mixcore_exit(void)
{
	mixcore_netlink_free(mixcore_card);
	mixcore_nodes_free();
	mixcore_card_free(mixcore_card);
	platform_device_unregister(mixcore_device);
}

module_init(mixcore_init);
module_exit(mixcore_exit);

// SPDX-License-Identifier: GPL-2.0-only
/* The test bus as a module. */
#include <linux/module.h>
#include <linux/platform_device.h>

#include "test-usb.h"

static struct test_usb test_usb;

/* Has nothing to do, but the USB core wants the name of a controller's driver. */
static struct platform_driver test_usb_platform = {
	.driver.name = "snd-mixcore-test-usb",
};

static int __init test_usb_init(void)
{
	int err;

	err = platform_driver_register(&test_usb_platform);
	if (err)
		return err;
	test_usb.device = platform_device_register_simple("snd-mixcore-test-usb", -1, NULL, 0);
	if (IS_ERR(test_usb.device)) {
		err = PTR_ERR(test_usb.device);
		goto unregister_driver;
	}
	err = test_usb_host_add(&test_usb);
	if (err)
		goto unregister;
	err = test_usb_device_add(&test_usb);
	if (err)
		goto remove_host;
	return 0;

remove_host:
	test_usb_host_remove(&test_usb);
unregister:
	platform_device_unregister(test_usb.device);
unregister_driver:
	platform_driver_unregister(&test_usb_platform);
	return err;
}

static void __exit test_usb_exit(void)
{
	test_usb_device_remove(&test_usb);
	test_usb_host_remove(&test_usb);
	platform_device_unregister(test_usb.device);
	platform_driver_unregister(&test_usb_platform);
}

module_init(test_usb_init);
module_exit(test_usb_exit);

MODULE_DESCRIPTION("Test USB bus of snd-mixcore: a gadget that this kernel drives itself");
MODULE_LICENSE("GPL");

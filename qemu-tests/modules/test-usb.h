/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The test bus: a USB host controller and the device controller at the other end of its only cable,
 * which carry isochronous packets (dummy_hcd and usbip-vudc do not). What a gadget of this kernel
 * plays or records goes through this kernel's drivers for such devices.
 *
 * Time is that of the bus: a packet goes in its microframe or never. High speed only. For tests.
 *
 *   test-usb.c         the module
 *   test-usb-host.c    the host controller: root hub, transfers
 *   test-usb-device.c  the device controller: endpoints and their requests
 */
#ifndef MIXCORE_TEST_USB_H
#define MIXCORE_TEST_USB_H

#include <linux/hrtimer.h>
#include <linux/usb.h>
#include <linux/usb/gadget.h>
#include <linux/usb/hcd.h>

#define TEST_USB_EPS	5	/* endpoint 0, two in, two out */

struct test_usb;

/**
 * struct test_usb_ep - an endpoint of the device
 * @ep: the gadget's view
 * @bus: to which it belongs
 * @requests: struct test_usb_request, in order
 * @address: with its direction
 * @enabled: by the gadget
 * @halted: stalls
 */
struct test_usb_ep {
	struct usb_ep ep;
	struct test_usb *bus;
	struct list_head requests;
	u8 address;
	bool enabled;
	bool halted;
};

struct test_usb_request {
	struct usb_request req;
	struct list_head entry;
};

/**
 * struct test_usb - the bus
 * @device: parent of both controllers
 * @hcd: the host controller
 * @gadget: the device controller
 * @lock: protects all below, and the endpoints
 * @driver: of the gadget
 * @callbacks: it may be called
 * @port: status of the root hub's port, changes in the upper half
 * @urbs: struct test_usb_transfer, in order of submission
 * @next: isochronous: the microframe of the next packet, by direction (1 = in) and endpoint
 * @timer: expires each ms while there are URBs
 * @armed: it will
 * @ep: endpoints of the device
 */
struct test_usb {
	struct platform_device *device;
	struct usb_hcd *hcd;
	struct usb_gadget gadget;
	spinlock_t lock;
	struct usb_gadget_driver *driver;
	bool callbacks;
	u32 port;
	struct list_head urbs;
	u64 next[2][16];
	struct hrtimer timer;
	bool armed;
	struct test_usb_ep ep[TEST_USB_EPS];
};

int test_usb_host_add(struct test_usb *bus);
void test_usb_host_remove(struct test_usb *bus);
/* Waits for callbacks that run. */
void test_usb_host_settle(struct test_usb *bus);
void test_usb_host_plug(struct test_usb *bus, bool in);

int test_usb_device_add(struct test_usb *bus);
void test_usb_device_remove(struct test_usb *bus);
struct test_usb_ep *test_usb_find_ep(struct test_usb *bus, u8 address);
struct test_usb_request *test_usb_next_request(struct test_usb_ep *ep);
/* Drops the lock meanwhile. */
void test_usb_complete(struct test_usb *bus, struct test_usb_ep *ep,
		       struct test_usb_request *request, int status);
void test_usb_flush(struct test_usb *bus, struct test_usb_ep *ep, int status);

#endif /* MIXCORE_TEST_USB_H */

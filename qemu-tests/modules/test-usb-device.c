// SPDX-License-Identifier: GPL-2.0-only
/* The device controller of the test bus. */
#include <linux/platform_device.h>
#include <linux/slab.h>

#include "test-usb.h"

static const char * const test_usb_names[TEST_USB_EPS] = {
	"ep0", "ep1in", "ep1out", "ep2in", "ep2out",
};

static struct test_usb *bus_of(struct usb_gadget *gadget)
{
	return container_of(gadget, struct test_usb, gadget);
}

static struct test_usb_ep *to_ep(struct usb_ep *usb_ep)
{
	return container_of(usb_ep, struct test_usb_ep, ep);
}

static struct test_usb_request *to_request(struct usb_request *req)
{
	return container_of(req, struct test_usb_request, req);
}

struct test_usb_ep *test_usb_find_ep(struct test_usb *bus, u8 address)
{
	int i;

	lockdep_assert_held(&bus->lock);
	if (!(address & USB_ENDPOINT_NUMBER_MASK))
		return &bus->ep[0];
	for (i = 1; i < TEST_USB_EPS; i++)
		if (bus->ep[i].enabled && bus->ep[i].address == address)
			return &bus->ep[i];
	return NULL;
}

struct test_usb_request *test_usb_next_request(struct test_usb_ep *ep)
{
	return list_first_entry_or_null(&ep->requests, struct test_usb_request, entry);
}

void test_usb_complete(struct test_usb *bus, struct test_usb_ep *ep,
		       struct test_usb_request *request, int status)
{
	list_del_init(&request->entry);
	request->req.status = status;
	spin_unlock(&bus->lock);
	usb_gadget_giveback_request(&ep->ep, &request->req);
	spin_lock(&bus->lock);
}

void test_usb_flush(struct test_usb *bus, struct test_usb_ep *ep, int status)
{
	struct test_usb_request *request;

	while ((request = test_usb_next_request(ep)))
		test_usb_complete(bus, ep, request, status);
}

static int test_usb_ep_enable(struct usb_ep *usb_ep, const struct usb_endpoint_descriptor *desc)
{
	struct test_usb_ep *ep = to_ep(usb_ep);
	unsigned long flags;

	spin_lock_irqsave(&ep->bus->lock, flags);
	ep->ep.maxpacket = usb_endpoint_maxp(desc);
	ep->address = desc->bEndpointAddress;
	ep->enabled = true;
	ep->halted = false;
	spin_unlock_irqrestore(&ep->bus->lock, flags);
	return 0;
}

static int test_usb_ep_disable(struct usb_ep *usb_ep)
{
	struct test_usb_ep *ep = to_ep(usb_ep);
	unsigned long flags;

	spin_lock_irqsave(&ep->bus->lock, flags);
	ep->enabled = false;
	test_usb_flush(ep->bus, ep, -ESHUTDOWN);
	spin_unlock_irqrestore(&ep->bus->lock, flags);
	return 0;
}

static struct usb_request *test_usb_ep_alloc(struct usb_ep *usb_ep, gfp_t gfp)
{
	struct test_usb_request *request = kzalloc(sizeof(*request), gfp);

	if (!request)
		return NULL;
	INIT_LIST_HEAD(&request->entry);
	return &request->req;
}

static void test_usb_ep_free(struct usb_ep *usb_ep, struct usb_request *req)
{
	kfree(to_request(req));
}

static int test_usb_ep_queue(struct usb_ep *usb_ep, struct usb_request *req, gfp_t gfp)
{
	struct test_usb_ep *ep = to_ep(usb_ep);
	unsigned long flags;
	int err = 0;

	spin_lock_irqsave(&ep->bus->lock, flags);
	if (!ep->bus->driver || (ep != &ep->bus->ep[0] && !ep->enabled)) {
		err = -ESHUTDOWN;
	} else {
		req->status = -EINPROGRESS;
		req->actual = 0;
		list_add_tail(&to_request(req)->entry, &ep->requests);
	}
	spin_unlock_irqrestore(&ep->bus->lock, flags);
	return err;
}

static int test_usb_ep_dequeue(struct usb_ep *usb_ep, struct usb_request *req)
{
	struct test_usb_request *request = to_request(req);
	struct test_usb_ep *ep = to_ep(usb_ep);
	unsigned long flags;
	int err = -EINVAL;

	spin_lock_irqsave(&ep->bus->lock, flags);
	if (!list_empty(&request->entry)) {
		test_usb_complete(ep->bus, ep, request, -ECONNRESET);
		err = 0;
	}
	spin_unlock_irqrestore(&ep->bus->lock, flags);
	return err;
}

static int test_usb_ep_set_halt(struct usb_ep *usb_ep, int value)
{
	struct test_usb_ep *ep = to_ep(usb_ep);
	unsigned long flags;

	spin_lock_irqsave(&ep->bus->lock, flags);
	ep->halted = value;
	spin_unlock_irqrestore(&ep->bus->lock, flags);
	return 0;
}

static const struct usb_ep_ops test_usb_ep_ops = {
	.enable = test_usb_ep_enable,
	.disable = test_usb_ep_disable,
	.alloc_request = test_usb_ep_alloc,
	.free_request = test_usb_ep_free,
	.queue = test_usb_ep_queue,
	.dequeue = test_usb_ep_dequeue,
	.set_halt = test_usb_ep_set_halt,
};

static int test_usb_get_frame(struct usb_gadget *gadget)
{
	return ktime_to_ms(ktime_get()) & 0x7ff;
}

static int test_usb_pullup(struct usb_gadget *gadget, int on)
{
	test_usb_host_plug(bus_of(gadget), on);
	return 0;
}

static int test_usb_start(struct usb_gadget *gadget, struct usb_gadget_driver *driver)
{
	struct test_usb *bus = bus_of(gadget);
	unsigned long flags;

	spin_lock_irqsave(&bus->lock, flags);
	bus->driver = driver;
	spin_unlock_irqrestore(&bus->lock, flags);
	return 0;
}

static int test_usb_stop(struct usb_gadget *gadget)
{
	struct test_usb *bus = bus_of(gadget);
	unsigned long flags;
	int i;

	spin_lock_irqsave(&bus->lock, flags);
	bus->driver = NULL;
	for (i = 0; i < TEST_USB_EPS; i++)
		test_usb_flush(bus, &bus->ep[i], -ESHUTDOWN);
	spin_unlock_irqrestore(&bus->lock, flags);
	test_usb_host_settle(bus);
	return 0;
}

static void test_usb_async_callbacks(struct usb_gadget *gadget, bool enable)
{
	struct test_usb *bus = bus_of(gadget);
	unsigned long flags;

	spin_lock_irqsave(&bus->lock, flags);
	bus->callbacks = enable;
	spin_unlock_irqrestore(&bus->lock, flags);
	test_usb_host_settle(bus);
}

static const struct usb_gadget_ops test_usb_gadget_ops = {
	.get_frame = test_usb_get_frame,
	.pullup = test_usb_pullup,
	.udc_start = test_usb_start,
	.udc_stop = test_usb_stop,
	.udc_async_callbacks = test_usb_async_callbacks,
};

static void test_usb_ep_init(struct test_usb *bus, int i)
{
	struct test_usb_ep *ep = &bus->ep[i];

	INIT_LIST_HEAD(&ep->requests);
	ep->bus = bus;
	ep->ep.name = test_usb_names[i];
	ep->ep.ops = &test_usb_ep_ops;
	usb_ep_set_maxpacket_limit(&ep->ep, i ? 1024 : 64);
	ep->ep.caps.type_control = !i;
	ep->ep.caps.type_iso = i > 0;
	ep->ep.caps.type_int = i > 0;
	ep->ep.caps.dir_in = i % 2 || !i;
	ep->ep.caps.dir_out = !(i % 2);
	if (i)
		list_add_tail(&ep->ep.ep_list, &bus->gadget.ep_list);
}

int test_usb_device_add(struct test_usb *bus)
{
	int i;

	bus->gadget.name = "snd-mixcore-test-usb";
	bus->gadget.ops = &test_usb_gadget_ops;
	bus->gadget.max_speed = USB_SPEED_HIGH;
	bus->gadget.ep0 = &bus->ep[0].ep;
	INIT_LIST_HEAD(&bus->gadget.ep_list);
	for (i = 0; i < TEST_USB_EPS; i++)
		test_usb_ep_init(bus, i);
	return usb_add_gadget_udc(&bus->device->dev, &bus->gadget);
}

void test_usb_device_remove(struct test_usb *bus)
{
	usb_del_gadget_udc(&bus->gadget);
}

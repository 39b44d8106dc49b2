// SPDX-License-Identifier: GPL-2.0-only
/* The host controller of the test bus: a root hub with one port, and what goes through it. */
#include <linux/math64.h>
#include <linux/platform_device.h>
#include <linux/slab.h>
#include <linux/usb/ch11.h>

#include "test-usb.h"

#define TEST_USB_CONNECTED	(USB_PORT_STAT_CONNECTION | USB_PORT_STAT_ENABLE | \
				 USB_PORT_STAT_HIGH_SPEED)
#define TEST_USB_MICROFRAME	(NSEC_PER_MSEC / 8)

/**
 * struct test_usb_transfer - an URB
 * @entry: in the list of the bus
 * @urb: itself
 * @begun: control: the device knows of it
 * @packet: isochronous: the number of its next one
 */
struct test_usb_transfer {
	struct list_head entry;
	struct urb *urb;
	bool begun;
	int packet;
};

static struct test_usb *bus_of(struct usb_hcd *hcd)
{
	return *(struct test_usb **)hcd->hcd_priv;
}

static u64 test_usb_microframe(void)
{
	return div_u64(ktime_get_ns(), TEST_USB_MICROFRAME);
}

static void test_usb_arm(struct test_usb *bus)
{
	lockdep_assert_held(&bus->lock);
	if (bus->armed || list_empty(&bus->urbs))
		return;
	bus->armed = true;
	hrtimer_start(&bus->timer, ktime_set(0, (test_usb_microframe() / 8 + 1) * NSEC_PER_MSEC),
		      HRTIMER_MODE_ABS_SOFT);
}

void test_usb_host_settle(struct test_usb *bus)
{
	unsigned long flags;

	hrtimer_cancel(&bus->timer);
	spin_lock_irqsave(&bus->lock, flags);
	bus->armed = false;
	test_usb_arm(bus);
	spin_unlock_irqrestore(&bus->lock, flags);
}

static u8 test_usb_address(const struct urb *urb)
{
	return usb_pipeendpoint(urb->pipe) | (usb_pipein(urb->pipe) ? USB_DIR_IN : 0);
}

static u64 *test_usb_next(struct test_usb *bus, const struct urb *urb)
{
	return &bus->next[!!usb_pipein(urb->pipe)][usb_pipeendpoint(urb->pipe)];
}

/* Of what is asked and what is there, the smaller; returns its length. */
static unsigned int test_usb_copy(const struct urb *urb, void *buffer, unsigned int length,
				  struct usb_request *req)
{
	req->actual = min(length, req->length);
	if (usb_pipein(urb->pipe))
		memcpy(buffer, req->buf, req->actual);
	else
		memcpy(req->buf, buffer, req->actual);
	return req->actual;
}

static int test_usb_single(struct test_usb *bus, struct test_usb_ep *ep, struct urb *urb)
{
	struct test_usb_request *request = test_usb_next_request(ep);

	if (!request)
		return -EINPROGRESS;
	urb->actual_length = test_usb_copy(urb, urb->transfer_buffer, urb->transfer_buffer_length,
					   &request->req);
	test_usb_complete(bus, ep, request, 0);
	return 0;
}

/* What nobody takes is lost, what nobody sends is empty. */
static void test_usb_packet(struct test_usb *bus, struct urb *urb,
			    struct usb_iso_packet_descriptor *packet)
{
	struct test_usb_ep *ep = test_usb_find_ep(bus, test_usb_address(urb));
	struct test_usb_request *request = ep ? test_usb_next_request(ep) : NULL;
	unsigned int copied = 0;

	if (request)
		copied = test_usb_copy(urb, urb->transfer_buffer + packet->offset, packet->length,
				       &request->req);
	packet->status = 0;
	packet->actual_length = usb_pipein(urb->pipe) ? copied : packet->length;
	urb->actual_length += packet->actual_length;
	if (request)
		test_usb_complete(bus, ep, request, 0);
}

static int test_usb_isochronous(struct test_usb *bus, struct test_usb_transfer *transfer, u64 now)
{
	struct urb *urb = transfer->urb;
	u64 *next = test_usb_next(bus, urb);

	for (; transfer->packet < urb->number_of_packets; transfer->packet++) {
		if (urb->unlinked)
			return urb->unlinked;
		if (*next > now)
			return -EINPROGRESS;
		if (!transfer->packet)
			urb->start_frame = *next / 8;
		*next += urb->interval;
		test_usb_packet(bus, urb, &urb->iso_frame_desc[transfer->packet]);
	}
	return 0;
}

/* What a device controller does by itself. 1: something else is asked. */
static int test_usb_standard(struct test_usb *bus, struct urb *urb,
			     const struct usb_ctrlrequest *setup)
{
	struct test_usb_ep *ep = NULL;

	if ((setup->bRequestType & USB_TYPE_MASK) != USB_TYPE_STANDARD)
		return 1;
	if ((setup->bRequestType & USB_RECIP_MASK) == USB_RECIP_ENDPOINT) {
		ep = test_usb_find_ep(bus, le16_to_cpu(setup->wIndex));
		if (!ep)
			return -EPIPE;
	}
	switch (setup->bRequest) {
	case USB_REQ_SET_ADDRESS:
		return 0;
	case USB_REQ_SET_FEATURE:
	case USB_REQ_CLEAR_FEATURE:
		if (ep)
			ep->halted = setup->bRequest == USB_REQ_SET_FEATURE;
		return 0;
	case USB_REQ_GET_STATUS:
		urb->actual_length = min(urb->transfer_buffer_length, 2U);
		memset(urb->transfer_buffer, 0, urb->actual_length);
		if (ep && urb->actual_length)
			*(u8 *)urb->transfer_buffer = ep->halted;
		return 0;
	default:
		return 1;
	}
}

static int test_usb_setup(struct test_usb *bus, const struct usb_ctrlrequest *setup)
{
	struct usb_gadget_driver *driver = bus->driver;
	int err;

	if (!driver || !bus->callbacks)
		return -EPROTO;
	spin_unlock(&bus->lock);
	err = driver->setup(&bus->gadget, setup);
	spin_lock(&bus->lock);
	return err < 0 ? -EPIPE : 0;
}

static int test_usb_control(struct test_usb *bus, struct test_usb_transfer *transfer)
{
	const struct usb_ctrlrequest *setup = (void *)transfer->urb->setup_packet;
	int err;

	if (!transfer->begun) {
		transfer->begun = true;
		test_usb_flush(bus, &bus->ep[0], -ECONNRESET);
		err = test_usb_standard(bus, transfer->urb, setup);
		if (err <= 0)
			return err;
		err = test_usb_setup(bus, setup);
		if (err)
			return err;
	}
	return test_usb_single(bus, &bus->ep[0], transfer->urb);
}

/* Returns its status, -EINPROGRESS when it goes on. */
static int test_usb_transfer(struct test_usb *bus, struct test_usb_transfer *transfer, u64 now)
{
	struct urb *urb = transfer->urb;
	struct test_usb_ep *ep;

	if (urb->unlinked)
		return urb->unlinked;
	if (usb_pipeisoc(urb->pipe))
		return test_usb_isochronous(bus, transfer, now);
	if (!(bus->port & USB_PORT_STAT_ENABLE))
		return -EPROTO;
	if (usb_pipecontrol(urb->pipe))
		return test_usb_control(bus, transfer);
	ep = test_usb_find_ep(bus, test_usb_address(urb));
	if (!ep)
		return -EPROTO;
	return ep->halted ? -EPIPE : test_usb_single(bus, ep, urb);
}

static void test_usb_give_back(struct test_usb *bus, struct test_usb_transfer *transfer,
			       int status)
{
	struct urb *urb = transfer->urb;

	kfree(transfer);
	usb_hcd_unlink_urb_from_ep(bus->hcd, urb);
	spin_unlock(&bus->lock);
	usb_hcd_giveback_urb(bus->hcd, urb, status);
	spin_lock(&bus->lock);
}

/* What is submitted meanwhile has to wait for the next one. */
static void test_usb_frame(struct test_usb *bus)
{
	struct test_usb_transfer *transfer;
	u64 now = test_usb_microframe();
	LIST_HEAD(todo);
	LIST_HEAD(left);
	int status;

	list_splice_init(&bus->urbs, &todo);
	while (!list_empty(&todo)) {
		transfer = list_first_entry(&todo, struct test_usb_transfer, entry);
		status = test_usb_transfer(bus, transfer, now);
		if (status == -EINPROGRESS) {
			list_move_tail(&transfer->entry, &left);
			continue;
		}
		list_del(&transfer->entry);
		test_usb_give_back(bus, transfer, status);
	}
	list_splice(&left, &bus->urbs);
}

static enum hrtimer_restart test_usb_tick(struct hrtimer *timer)
{
	struct test_usb *bus = container_of(timer, struct test_usb, timer);
	unsigned long flags;

	spin_lock_irqsave(&bus->lock, flags);
	test_usb_frame(bus);
	bus->armed = false;
	test_usb_arm(bus);
	spin_unlock_irqrestore(&bus->lock, flags);
	return HRTIMER_NORESTART;
}

static int test_usb_enqueue(struct usb_hcd *hcd, struct urb *urb, gfp_t gfp)
{
	struct test_usb_transfer *transfer = kzalloc(sizeof(*transfer), gfp);
	struct test_usb *bus = bus_of(hcd);
	unsigned long flags;
	u64 *next;
	int err;

	if (!transfer)
		return -ENOMEM;
	transfer->urb = urb;
	spin_lock_irqsave(&bus->lock, flags);
	err = usb_hcd_link_urb_to_ep(hcd, urb);
	if (err) {
		kfree(transfer);
	} else {
		/* The first one for a while. */
		next = test_usb_next(bus, urb);
		if (list_is_singular(&urb->ep->urb_list))
			*next = max(*next, test_usb_microframe() + 1);
		list_add_tail(&transfer->entry, &bus->urbs);
		test_usb_arm(bus);
	}
	spin_unlock_irqrestore(&bus->lock, flags);
	return err;
}

/* It is given back in the next frame. */
static int test_usb_dequeue(struct usb_hcd *hcd, struct urb *urb, int status)
{
	struct test_usb *bus = bus_of(hcd);
	unsigned long flags;
	int err;

	spin_lock_irqsave(&bus->lock, flags);
	err = usb_hcd_check_unlink_urb(hcd, urb, status);
	spin_unlock_irqrestore(&bus->lock, flags);
	return err;
}

void test_usb_host_plug(struct test_usb *bus, bool in)
{
	unsigned long flags;

	spin_lock_irqsave(&bus->lock, flags);
	bus->port &= ~(TEST_USB_CONNECTED | USB_PORT_STAT_SUSPEND);
	if (in)
		bus->port |= USB_PORT_STAT_CONNECTION;
	else
		bus->gadget.speed = USB_SPEED_UNKNOWN;
	bus->port |= USB_PORT_STAT_C_CONNECTION << 16;
	spin_unlock_irqrestore(&bus->lock, flags);
	usb_hcd_poll_rh_status(bus->hcd);
}

/*
 * The root hub
 */

static int test_usb_hub_status(struct usb_hcd *hcd, char *buffer)
{
	struct test_usb *bus = bus_of(hcd);
	unsigned long flags;

	spin_lock_irqsave(&bus->lock, flags);
	*buffer = bus->port >> 16 ? 1 << 1 : 0;
	spin_unlock_irqrestore(&bus->lock, flags);
	return *buffer ? 1 : 0;
}

static void test_usb_describe_hub(struct usb_hub_descriptor *desc)
{
	memset(desc, 0, sizeof(*desc));
	desc->bDescriptorType = USB_DT_HUB;
	desc->bDescLength = 9;
	desc->wHubCharacteristics = cpu_to_le16(HUB_CHAR_INDV_PORT_LPSM | HUB_CHAR_COMMON_OCPM);
	desc->bNbrPorts = 1;
	desc->u.hs.DeviceRemovable[1] = 0xff;
}

/* The gadget is not told of a reset: the host configures it anew, which has the same effect. */
static void test_usb_set_port(struct test_usb *bus, u16 feature)
{
	if (feature == USB_PORT_FEAT_SUSPEND || feature == USB_PORT_FEAT_POWER)
		bus->port |= BIT(feature);
	if (feature != USB_PORT_FEAT_RESET || !(bus->port & USB_PORT_STAT_CONNECTION))
		return;
	bus->port |= TEST_USB_CONNECTED | USB_PORT_STAT_C_RESET << 16;
	bus->gadget.speed = USB_SPEED_HIGH;
}

static int test_usb_hub_control(struct usb_hcd *hcd, u16 type, u16 value, u16 index, char *buffer,
				u16 length)
{
	struct test_usb *bus = bus_of(hcd);
	unsigned long flags;
	__le32 status = 0;
	int err = 0;

	spin_lock_irqsave(&bus->lock, flags);
	switch (type) {
	case ClearHubFeature:
	case SetHubFeature:
		break;
	case GetHubDescriptor:
		test_usb_describe_hub((struct usb_hub_descriptor *)buffer);
		break;
	case GetPortStatus:
		status = cpu_to_le32(bus->port);
		fallthrough;
	case GetHubStatus:
		memcpy(buffer, &status, sizeof(status));
		break;
	case ClearPortFeature:
		bus->port &= ~BIT(value);
		break;
	case SetPortFeature:
		test_usb_set_port(bus, value);
		break;
	default:
		err = -EPIPE;
	}
	spin_unlock_irqrestore(&bus->lock, flags);
	return err;
}

static int test_usb_host_start(struct usb_hcd *hcd)
{
	hcd->state = HC_STATE_RUNNING;
	hcd->uses_new_polling = 1;
	return 0;
}

static void test_usb_host_stop(struct usb_hcd *hcd)
{
	hrtimer_cancel(&bus_of(hcd)->timer);
}

static int test_usb_frame_number(struct usb_hcd *hcd)
{
	return div_u64(test_usb_microframe(), 8);
}

static const struct hc_driver test_usb_driver = {
	.description = "snd-mixcore-test-usb",
	.product_desc = "mixcore test bus",
	.hcd_priv_size = sizeof(struct test_usb *),
	.flags = HCD_USB2,
	.start = test_usb_host_start,
	.stop = test_usb_host_stop,
	.get_frame_number = test_usb_frame_number,
	.urb_enqueue = test_usb_enqueue,
	.urb_dequeue = test_usb_dequeue,
	.hub_status_data = test_usb_hub_status,
	.hub_control = test_usb_hub_control,
};

int test_usb_host_add(struct test_usb *bus)
{
	int err;

	spin_lock_init(&bus->lock);
	INIT_LIST_HEAD(&bus->urbs);
	hrtimer_init(&bus->timer, CLOCK_MONOTONIC, HRTIMER_MODE_ABS_SOFT);
	bus->timer.function = test_usb_tick;
	bus->hcd = usb_create_hcd(&test_usb_driver, &bus->device->dev, "snd-mixcore-test-usb");
	if (!bus->hcd)
		return -ENOMEM;
	*(struct test_usb **)bus->hcd->hcd_priv = bus;
	err = usb_add_hcd(bus->hcd, 0, 0);
	if (err)
		usb_put_hcd(bus->hcd);
	return err;
}

void test_usb_host_remove(struct test_usb *bus)
{
	usb_remove_hcd(bus->hcd);
	usb_put_hcd(bus->hcd);
}

/* answer.c - ARP and ping, seen from below
 *
 * Runs as: the guest.  Input: frames from the network.
 *
 * RFC 826 (ARP), RFC 791 (IPv4, without options and fragments), RFC 792
 * (ICMP).  Numbers in frames are big-endian; constants here are written so.
 */
#include "answer.h"
#include "mem.h"

enum {
	ETHER_ARP = 0x0806,
	ETHER_IPV4 = 0x0800,
	ARP_ETHERNET = 1,
	ARP_REQUEST = 1,
	ARP_REPLY = 2,
	IPV4_NO_OPTIONS = 0x45, /* version 4, header of 5 words */
	IPV4_FRAGMENT = 0x3fff, /* more to come, or not the first */
	IPV4_ICMP = 1,
	ICMP_ECHO_REPLY = 0,
	ICMP_ECHO_REQUEST = 8,
};

struct big16 {
	uint8_t high, low;
};

struct ether {
	uint8_t to[6];
	uint8_t from[6];
	struct big16 type;
};

struct arp {
	struct ether ether;
	struct big16 hardware;
	struct big16 protocol;
	uint8_t hardware_len;
	uint8_t protocol_len;
	struct big16 operation;
	uint8_t sender_mac[6];
	uint8_t sender_ip[4];
	uint8_t target_mac[6];
	uint8_t target_ip[4];
};

struct icmp {
	uint8_t type;
	uint8_t code;
	struct big16 checksum;
	uint8_t rest[4];
};

struct echo {
	struct ether ether;
	uint8_t version;
	uint8_t service;
	struct big16 total_len;
	struct big16 id;
	struct big16 fragment;
	uint8_t ttl;
	uint8_t protocol;
	struct big16 checksum;
	uint8_t from[4];
	uint8_t to[4];
	struct icmp icmp;
};

_Static_assert(sizeof(struct arp) == 42, "RFC 826");
_Static_assert(sizeof(struct echo) == 14 + 20 + 8, "RFC 791, RFC 792");

static const uint8_t everyone[6] = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff};

static uint16_t big16_get(struct big16 number)
{
	return (uint16_t)(number.high << 8 | number.low);
}

static struct big16 big16_from(uint16_t number)
{
	return (struct big16){(uint8_t)(number >> 8), (uint8_t)number};
}

/* RFC 1071. */
static struct big16 checksum(const void *bytes, size_t len)
{
	const uint8_t *byte = bytes;
	uint32_t sum = 0;

	for (size_t i = 0; i < len; i++)
		sum += i % 2 == 0 ? (uint32_t)byte[i] << 8 : byte[i];
	while (sum >> 16 != 0)
		sum = (sum & 0xffff) + (sum >> 16);
	return big16_from((uint16_t)~sum);
}

static void arp_send(const struct nic *nic, uint16_t operation,
		     const uint8_t to_mac[6], const uint8_t to_ip[4])
{
	struct arp arp = {
		.ether.type = big16_from(ETHER_ARP),
		.hardware = big16_from(ARP_ETHERNET),
		.protocol = big16_from(ETHER_IPV4),
		.hardware_len = sizeof(arp.sender_mac),
		.protocol_len = sizeof(arp.sender_ip),
		.operation = big16_from(operation),
	};

	memcpy(arp.ether.to, to_mac, sizeof(arp.ether.to));
	memcpy(arp.ether.from, nic->mac, sizeof(arp.ether.from));
	memcpy(arp.sender_mac, nic->mac, sizeof(arp.sender_mac));
	memcpy(arp.sender_ip, nic->ip, sizeof(arp.sender_ip));
	memcpy(arp.target_mac, to_mac, sizeof(arp.target_mac));
	memcpy(arp.target_ip, to_ip, sizeof(arp.target_ip));
	nic->send(nic->card, &arp, sizeof(arp));
}

void answer_announce(const struct nic *nic)
{
	arp_send(nic, ARP_REQUEST, everyone, nic->ip);
}

static void answer_arp(const struct nic *nic, const struct arp *arp)
{
	if (big16_get(arp->operation) == ARP_REQUEST &&
	    memcmp(arp->target_ip, nic->ip, sizeof(nic->ip)) == 0)
		arp_send(nic, ARP_REPLY, arp->sender_mac, arp->sender_ip);
}

static bool is_echo_for(const struct nic *nic, const struct echo *echo,
			size_t len)
{
	size_t total = big16_get(echo->total_len);

	return echo->version == IPV4_NO_OPTIONS &&
	       echo->protocol == IPV4_ICMP &&
	       (big16_get(echo->fragment) & IPV4_FRAGMENT) == 0 &&
	       memcmp(echo->to, nic->ip, sizeof(nic->ip)) == 0 &&
	       echo->icmp.type == ICMP_ECHO_REQUEST && echo->icmp.code == 0 &&
	       total >= sizeof(*echo) - sizeof(echo->ether) &&
	       total <= len - sizeof(echo->ether);
}

/* The question with the two ends exchanged, and what follows from that. */
static void answer_echo(const struct nic *nic, const struct echo *question)
{
	static uint8_t frame[NIC_FRAME_MAX];
	struct echo *answer = (void *)frame;
	size_t total = big16_get(question->total_len);
	size_t icmp = total - offsetof(struct echo, icmp) +
		      offsetof(struct echo, version);

	memcpy(frame, question, sizeof(question->ether) + total);
	memcpy(answer->ether.to, question->ether.from, 6);
	memcpy(answer->ether.from, nic->mac, 6);
	memcpy(answer->to, question->from, 4);
	memcpy(answer->from, question->to, 4);
	answer->checksum = big16_from(0);
	answer->checksum = checksum(&answer->version,
				    offsetof(struct echo, icmp) -
					    offsetof(struct echo, version));
	answer->icmp.type = ICMP_ECHO_REPLY;
	answer->icmp.checksum = big16_from(0);
	answer->icmp.checksum = checksum(&answer->icmp, icmp);
	nic->send(nic->card, frame, sizeof(question->ether) + total);
}

bool answer_frame(const struct nic *nic, const void *frame, size_t len)
{
	const struct ether *ether = frame;
	const struct arp *arp = frame;
	const struct echo *echo = frame;

	if (!nic->has_ip || len < sizeof(*arp))
		return false;
	if (big16_get(ether->type) == ETHER_ARP)
		answer_arp(nic, arp);
	if (big16_get(ether->type) != ETHER_IPV4 ||
	    !is_echo_for(nic, echo, len))
		return false;
	answer_echo(nic, echo);
	return true;
}

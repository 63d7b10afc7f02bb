/* SPDX-License-Identifier: (MIT OR GPL-2.0-only) */
/*
 * Counts the payload that goes through every UDP socket, of which the kernel keeps no count. The hooks are those of
 * traffic.bpf.c. Changes nothing but its own map.
 */
#include "kernel.h"
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "Dual MIT/GPL";

struct amounts {
	__u64 received;
	__u64 sent;
};

/* By the number of the socket, as sock_diag(7) tells it. Sockets that are silent for longest give way: nobody takes them out. */
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 16384);
	__type(key, __u64);
	__type(value, struct amounts);
} sockets SEC(".maps");

static __always_inline struct amounts *amounts_of(struct sock *sk)
{
	__u16 family = sk->__sk_common.skc_family;
	struct amounts none = {};
	struct amounts *found;
	__u64 cookie;

	if (sk->sk_protocol != IPPROTO_UDP || (family != AF_INET && family != AF_INET6))
		return 0;
	cookie = bpf_get_socket_cookie(sk);
	found = bpf_map_lookup_elem(&sockets, &cookie);
	if (found)
		return found;
	bpf_map_update_elem(&sockets, &cookie, &none, BPF_NOEXIST);
	return bpf_map_lookup_elem(&sockets, &cookie);
}

SEC("tp_btf/sock_send_length")
int count_udp_sent(__u64 *ctx)
{
	struct sock *sk = (struct sock *)ctx[0];
	int length = ctx[1];
	struct amounts *amounts;

	if (length <= 0)
		return 0;
	amounts = amounts_of(sk);
	if (amounts)
		__sync_fetch_and_add(&amounts->sent, length);
	return 0;
}

SEC("tp_btf/sock_recv_length")
int count_udp_received(__u64 *ctx)
{
	struct sock *sk = (struct sock *)ctx[0];
	int length = ctx[1];
	int flags = ctx[2];
	struct amounts *amounts;

	if (length <= 0 || flags & (MSG_PEEK | MSG_ERRQUEUE))
		return 0;
	amounts = amounts_of(sk);
	if (amounts)
		__sync_fetch_and_add(&amounts->received, length);
	return 0;
}

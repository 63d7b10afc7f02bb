/* SPDX-License-Identifier: (MIT OR GPL-2.0-only) */
/*
 * Counts the payload every process sends and receives by TCP and UDP. Both hooks run in the process itself, at the end
 * of each call that moves data: nothing is sampled, and a connection may be as short as it likes. Changes nothing but
 * its own map. Needs Linux 6.3, which has these two tracepoints; docs/bpf.md lists what does not pass by them.
 */
#include "kernel.h"
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "Dual MIT/GPL";

/* A process by pid and start time, in ticks since boot: a pid that is used again counts from zero. */
struct process {
	__u32 pid;
	__u32 zero;
	__u64 start;
};

struct amounts {
	__u64 received;
	__u64 sent;
};

/* Room for all processes that talk between two readings, which take out those that have ended. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 32768);
	__type(key, struct process);
	__type(value, struct amounts);
} traffic SEC(".maps");

static __always_inline int is_counted(struct sock *sk)
{
	__u16 family = sk->__sk_common.skc_family;
	__u16 protocol = sk->sk_protocol;

	if (family != AF_INET && family != AF_INET6)
		return 0;
	return protocol == IPPROTO_TCP || protocol == IPPROTO_UDP || protocol == IPPROTO_MPTCP;
}

static __always_inline struct amounts *amounts_of_this_process(void)
{
	struct task_struct *task = bpf_get_current_task_btf();
	struct process key = {};
	struct amounts none = {};
	struct amounts *found;

	key.pid = task->tgid;
	key.start = task->group_leader->start_boottime / TICK_NANOS;
	found = bpf_map_lookup_elem(&traffic, &key);
	if (found)
		return found;
	bpf_map_update_elem(&traffic, &key, &none, BPF_NOEXIST);
	return bpf_map_lookup_elem(&traffic, &key);
}

/* TP_PROTO(struct sock *sk, int ret, int flags), include/trace/events/sock.h */
SEC("tp_btf/sock_send_length")
int count_sent(__u64 *ctx)
{
	struct sock *sk = (struct sock *)ctx[0];
	int length = ctx[1];
	struct amounts *amounts;

	if (length <= 0 || !is_counted(sk))
		return 0;
	amounts = amounts_of_this_process();
	if (amounts)
		__sync_fetch_and_add(&amounts->sent, length);
	return 0;
}

/* What is only looked at, and what comes back from the error queue, was or will be counted elsewhere. */
SEC("tp_btf/sock_recv_length")
int count_received(__u64 *ctx)
{
	struct sock *sk = (struct sock *)ctx[0];
	int length = ctx[1];
	int flags = ctx[2];
	struct amounts *amounts;

	if (length <= 0 || flags & (MSG_PEEK | MSG_ERRQUEUE) || !is_counted(sk))
		return 0;
	amounts = amounts_of_this_process();
	if (amounts)
		__sync_fetch_and_add(&amounts->received, length);
	return 0;
}

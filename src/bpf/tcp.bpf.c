/* SPDX-License-Identifier: (MIT OR GPL-2.0-only) */
/*
 * Tells of every TCP connection of a network namespace, in one reading, the numbers that sock_diag(7) makes its answers of.
 * Runs only while leaktop reads, and changes nothing. docs/bpf.md tells more.
 */
#include "kernel.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_endian.h>

char LICENSE[] SEC("license") = "Dual MIT/GPL";

/* Kept in step with CONNECTION in src/sources/bpf/connections.ts. */
struct connection {
	__u64 cookie;
	__u64 inode;
	__u64 bytes_acked;
	__u64 bytes_received;
	__u64 bytes_sent;
	__u64 bytes_repeated;
	/* IPv4 uses four bytes of each. */
	__u8 local[16];
	__u8 remote[16];
	__u32 uid;
	__u32 receive_queue;
	__u32 send_queue;
	__u32 drops;
	__u32 segment_bytes;
	__u32 unacked;
	__u32 lost;
	/* In jiffies, as are all times here; the two last fields tell what one is. */
	__u32 sent_at;
	__u32 received_at;
	/* Microseconds, times eight. */
	__u32 rtt;
	__u32 cwnd;
	__u32 retransmits;
	__u32 segments_sent;
	__u32 not_sent;
	__u32 min_rtt;
	/* So many segments were delivered in so many microseconds. */
	__u32 delivered;
	__u32 delivered_micros;
	/* Which of the three goes on since when: busy, held back by the receiver, by the send buffer; 0 is none. */
	__u32 limit_started;
	__u32 limited[3];
	__u32 now;
	/* What /proc/sys/net/ipv4/tcp_fin_timeout has in seconds. */
	__u32 fin_timeout;
	__u16 family;
	__u16 local_port;
	__u16 remote_port;
	__u8 state;
	__u8 limit;
	/* All but the ends, the state and the cookie is known of a socket that is no mere remainder, or beginning, of one. */
	__u32 is_whole;
};

static __always_inline void tell_ends(struct connection *connection, struct sock_common *skc)
{
	connection->family = skc->skc_family;
	connection->local_port = skc->skc_num;
	connection->remote_port = bpf_ntohs(skc->skc_dport);
	if (skc->skc_family == AF_INET6) {
		BPF_CORE_READ_INTO(&connection->local, skc, skc_v6_rcv_saddr);
		BPF_CORE_READ_INTO(&connection->remote, skc, skc_v6_daddr);
	} else {
		*(__u32 *)connection->local = skc->skc_rcv_saddr;
		*(__u32 *)connection->remote = skc->skc_daddr;
	}
}

static __always_inline __u64 inode_of(struct sock *sk)
{
	if (bpf_core_field_exists(sk->sk_ino))
		return sk->sk_ino;
	/* 0 where there is no socket any more: what cannot be read is. */
	return BPF_CORE_READ((struct socket_alloc *)sk->sk_socket, vfs_inode.i_ino);
}

static __always_inline __u32 ahead(__u32 one, __u32 other)
{
	return (__s32)(one - other) > 0 ? one - other : 0;
}

/* As tcp_get_info() and tcp_diag_get_info() of the kernel do, without the divisions. */
static __always_inline void tell_whole(struct connection *connection, struct tcp_sock *tp)
{
	struct sock *sk = &tp->inet_conn.icsk_inet.sk;

	connection->is_whole = 1;
	connection->inode = inode_of(sk);
	connection->drops = sk->sk_drops.counter;
	connection->bytes_acked = tp->bytes_acked;
	connection->bytes_received = tp->bytes_received;
	connection->bytes_sent = tp->bytes_sent;
	connection->bytes_repeated = tp->bytes_retrans;
	connection->receive_queue = ahead(tp->rcv_nxt, tp->copied_seq);
	connection->send_queue = tp->write_seq - tp->snd_una;
	connection->not_sent = ahead(tp->write_seq, tp->snd_nxt);
	connection->segment_bytes = tp->mss_cache;
	connection->unacked = tp->packets_out;
	connection->lost = tp->lost_out;
	connection->sent_at = tp->lsndtime;
	connection->received_at = tp->inet_conn.icsk_ack.lrcvtime;
	connection->rtt = tp->srtt_us;
	connection->min_rtt = tp->rtt_min.s[0].v;
	connection->cwnd = tp->snd_cwnd;
	connection->retransmits = tp->total_retrans;
	connection->segments_sent = tp->segs_out;
	connection->delivered = tp->rate_delivered;
	connection->delivered_micros = tp->rate_interval_us;
	connection->limit = BPF_CORE_READ_BITFIELD(tp, chrono_type);
	connection->limit_started = tp->chrono_start;
	connection->limited[0] = tp->chrono_stat[0];
	connection->limited[1] = tp->chrono_stat[1];
	connection->limited[2] = tp->chrono_stat[2];
	connection->fin_timeout = sk->__sk_common.skc_net.net->ipv4.sysctl_tcp_fin_timeout;
}

SEC("iter/tcp")
int tell_connections(struct bpf_iter__tcp *ctx)
{
	struct sock_common *skc = ctx->sk_common;
	struct connection connection = {};
	struct tcp_sock *tp;

	if (!skc || skc->skc_state == TCP_LISTEN)
		return 0;
	connection.state = skc->skc_state;
	tell_ends(&connection, skc);
	connection.cookie = bpf_get_socket_cookie(skc);
	connection.now = bpf_jiffies64();
	tp = bpf_skc_to_tcp_sock(skc);
	if (tp) {
		connection.uid = ctx->uid;
		tell_whole(&connection, tp);
	} else if (connection.state == TCP_TIME_WAIT) {
		/* Or FIN_WAIT2, of which only so much is left. */
		connection.state = BPF_CORE_READ((struct inet_timewait_sock *)skc, tw_substate);
	} else if (connection.state == TCP_NEW_SYN_RECV) {
		connection.state = TCP_SYN_RECV;
	}
	bpf_seq_write(ctx->meta->seq, &connection, sizeof(connection));
	return 0;
}

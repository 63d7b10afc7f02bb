/* SPDX-License-Identifier: (MIT OR GPL-2.0-only) */
/*
 * What the programs know of the kernel: the fields they read and nothing else. Where a field lies in the running kernel
 * libbpf finds out when it loads them (CO-RE), so the order and the gaps here mean nothing.
 */
#ifndef LEAKTOP_KERNEL_H
#define LEAKTOP_KERNEL_H

typedef unsigned char __u8;
typedef unsigned short __u16;
typedef unsigned int __u32;
typedef unsigned long long __u64;
typedef signed char __s8;
typedef short __s16;
typedef int __s32;
typedef long long __s64;
typedef __u16 __be16;
typedef __u32 __be32;
typedef __u32 __wsum;

/* linux/bpf.h */
enum { BPF_MAP_TYPE_HASH = 1, BPF_MAP_TYPE_PERCPU_ARRAY = 6, BPF_MAP_TYPE_LRU_HASH = 9, BPF_MAP_TYPE_QUEUE = 22 };
enum { BPF_NOEXIST = 1, BPF_EXIST = 2 };
/* Of the helpers those that are asked after. */
enum bpf_func_id { BPF_FUNC_map_lookup_percpu_elem = 195 };

/* bits/socket.h, netinet/in.h */
enum { AF_INET = 2, AF_INET6 = 10 };
enum { IPPROTO_TCP = 6, IPPROTO_UDP = 17, IPPROTO_MPTCP = 262 };
/* net/tcp_states.h */
enum { TCP_SYN_RECV = 3, TCP_TIME_WAIT = 6, TCP_LISTEN = 10, TCP_NEW_SYN_RECV = 12 };
enum { MSG_PEEK = 0x2, MSG_ERRQUEUE = 0x2000 };

/* A clock tick, in which proc(5) counts start times: USER_HZ is 100 wherever these programs run. */
#define TICK_NANOS 10000000ULL

struct bpf_raw_tracepoint_args {
	__u64 args[0];
};

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

struct netns_ipv4 {
	int sysctl_tcp_fin_timeout;
};

struct net {
	struct netns_ipv4 ipv4;
};

typedef struct {
	struct net *net;
} possible_net_t;

struct in6_addr {
	__u8 s6_addr[16];
};

struct sock_common {
	__be32 skc_daddr;
	__be32 skc_rcv_saddr;
	__be16 skc_dport;
	__u16 skc_num;
	__u16 skc_family;
	__u8 skc_state;
	possible_net_t skc_net;
	struct in6_addr skc_v6_daddr;
	struct in6_addr skc_v6_rcv_saddr;
};

typedef struct {
	int counter;
} atomic_t;

struct sock {
	struct sock_common __sk_common;
	__u16 sk_protocol;
	atomic_t sk_drops;
	struct socket *sk_socket;
	unsigned long sk_ino;
};

struct inet_sock {
	struct sock sk;
};

struct inet_connection_sock {
	struct inet_sock icsk_inet;
	struct {
		__u32 lrcvtime;
	} icsk_ack;
};

struct inet_timewait_sock {
	__u8 tw_substate;
};

struct minmax_sample {
	__u32 v;
};

struct minmax {
	struct minmax_sample s[3];
};

struct tcp_sock {
	struct inet_connection_sock inet_conn;
	__u32 mss_cache;
	__u32 snd_cwnd;
	__u32 lost_out;
	__u32 copied_seq;
	struct minmax rtt_min;
	__u32 segs_out;
	__u64 bytes_sent;
	/* Two bits of a byte before Linux 6.8, and a byte since. */
	__u8 chrono_type : 2;
	__u32 chrono_start;
	__u32 chrono_stat[3];
	__u32 write_seq;
	__u32 lsndtime;
	__u32 rcv_nxt;
	__u32 snd_nxt;
	__u32 snd_una;
	__u32 srtt_us;
	__u32 packets_out;
	__u64 bytes_received;
	__u32 rate_delivered;
	__u32 rate_interval_us;
	__u64 bytes_acked;
	__u64 bytes_retrans;
	__u32 total_retrans;
};

struct percpu_counter {
	__s64 count;
	__s32 *counters;
};

struct mm_struct {
	struct percpu_counter rss_stat[4];
	unsigned long total_vm;
	unsigned long locked_vm;
	unsigned long data_vm;
	unsigned long stack_vm;
};

typedef struct {
	long counter;
} atomic_long_t;

struct mm_rss_stat {
	atomic_long_t count[4];
};

/* What stands behind three underscores is no part of the name. */
struct mm_struct___before_6_2 {
	struct mm_rss_stat rss_stat;
};

struct list_head {
	struct list_head *next;
};

/* linux/seqlock.h: odd while it is written to, another number afterwards. */
typedef struct seqcount {
	unsigned int sequence;
} seqcount_t;

typedef struct seqcount_spinlock {
	seqcount_t seqcount;
} seqcount_spinlock_t;

typedef struct {
	seqcount_spinlock_t seqcount;
} seqlock_t;

struct upid {
	int nr;
};

struct pid {
	struct upid numbers[1];
};

struct tty_driver {
	int major;
	int minor_start;
};

/* The group in front: a struct of its own, without a name, since Linux 5.15. */
struct tty_struct {
	int index;
	struct tty_driver *driver;
	struct {
		struct pid *pgrp;
	} ctrl;
};

struct tty_struct___before_5_15 {
	struct pid *pgrp;
};

struct prev_cputime {
	__u64 utime;
	__u64 stime;
};

struct signal_struct {
	int nr_threads;
	struct list_head thread_head;
	struct pid *pids[4];
	struct tty_struct *tty;
	seqlock_t stats_lock;
	__u64 utime;
	__u64 stime;
	__u64 cutime;
	__u64 cstime;
	struct prev_cputime prev_cputime;
	unsigned long min_flt;
	unsigned long maj_flt;
	unsigned long long sum_sched_runtime;
};

typedef struct {
	unsigned int val;
} kuid_t;

struct cred {
	kuid_t euid;
};

struct sched_entity {
	__u64 sum_exec_runtime;
};

struct thread_info {
	__u32 cpu;
};

struct task_struct {
	struct thread_info thread_info;
	unsigned int __state;
	unsigned int flags;
	int exit_state;
	int prio;
	int static_prio;
	struct sched_entity se;
	int pid;
	int tgid;
	struct task_struct *real_parent;
	struct task_struct *group_leader;
	struct list_head thread_node;
	struct mm_struct *mm;
	void *cgroups;
	__u64 utime;
	__u64 stime;
	__u64 start_boottime;
	unsigned long min_flt;
	unsigned long maj_flt;
	struct cred *real_cred;
	struct signal_struct *signal;
	char comm[16];
};

struct task_struct___before_5_14 {
	long state;
};

struct task_struct___before_5_16 {
	unsigned int cpu;
};

struct bpf_array {
	void *pptrs[0];
};

struct inode {
	__u16 i_mode;
	unsigned int i_nlink;
	unsigned long i_ino;
};

struct file {
	struct inode *f_inode;
};

struct socket {
	struct sock *sk;
};

/* A socket and its inode are one piece. */
struct socket_alloc {
	struct socket socket;
	struct inode vfs_inode;
};

struct seq_file;

struct bpf_iter_meta {
	struct seq_file *seq;
	__u64 seq_num;
};

struct bpf_iter__task {
	struct bpf_iter_meta *meta;
	struct task_struct *task;
};

struct bpf_iter__task_file {
	struct bpf_iter_meta *meta;
	struct task_struct *task;
	__u32 fd;
	struct file *file;
};

struct bpf_iter__tcp {
	struct bpf_iter_meta *meta;
	struct sock_common *sk_common;
	__u32 uid;
};

struct trace_event_raw_mark_victim {
	__u32 uid;
};

#pragma clang attribute pop

#endif

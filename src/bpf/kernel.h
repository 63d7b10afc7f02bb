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
enum { BPF_MAP_TYPE_HASH = 1, BPF_MAP_TYPE_QUEUE = 22 };
enum { BPF_NOEXIST = 1, BPF_EXIST = 2 };

/* bits/socket.h, netinet/in.h */
enum { AF_INET = 2, AF_INET6 = 10 };
enum { IPPROTO_TCP = 6, IPPROTO_UDP = 17, IPPROTO_MPTCP = 262 };
enum { MSG_PEEK = 0x2, MSG_ERRQUEUE = 0x2000 };

/* A clock tick, in which proc(5) counts start times: USER_HZ is 100 wherever these programs run. */
#define TICK_NANOS 10000000ULL

struct bpf_raw_tracepoint_args {
	__u64 args[0];
};

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

struct sock_common {
	__u16 skc_family;
};

struct sock {
	struct sock_common __sk_common;
	__u16 sk_protocol;
};

struct percpu_counter {
	__s64 count;
};

struct mm_struct {
	struct percpu_counter rss_stat[4];
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

struct task_struct {
	int tgid;
	struct task_struct *group_leader;
	struct mm_struct *mm;
	__u64 start_boottime;
	char comm[16];
};

struct trace_event_raw_mark_victim {
	__u32 uid;
};

#pragma clang attribute pop

#endif

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
enum { BPF_MAP_TYPE_HASH = 1 };
enum { BPF_ANY = 0, BPF_NOEXIST = 1 };

/* bits/socket.h, netinet/in.h */
enum { AF_INET = 2, AF_INET6 = 10 };
enum { IPPROTO_TCP = 6, IPPROTO_UDP = 17, IPPROTO_MPTCP = 262 };
enum { MSG_PEEK = 0x2, MSG_ERRQUEUE = 0x2000 };

/* A clock tick, in which proc(5) counts start times: USER_HZ is 100 wherever these programs run. */
#define TICK_NANOS 10000000ULL

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

struct sock_common {
	__u16 skc_family;
};

struct sock {
	struct sock_common __sk_common;
	__u16 sk_protocol;
};

struct task_struct {
	int tgid;
	struct task_struct *group_leader;
	__u64 start_boottime;
};

#pragma clang attribute pop

#endif

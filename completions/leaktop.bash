# Completion for leaktop, made by `npm run docs` from its options; `leaktop completion SHELL` prints it.

# Words after the last comma of a list.
_leaktop_list() {
  local head=
  [[ $word == *,* ]] && head=${word%,*},
  COMPREPLY=($(compgen -P "$head" -W "$1" -- "${word##*,}"))
  compopt -o nospace 2>/dev/null
}

_leaktop() {
  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]}
  # An equals sign is a word of its own.
  if [[ $word == = ]]; then word=; elif [[ $before == = ]]; then before=${COMP_WORDS[COMP_CWORD-2]}; fi
  case $before in
    -n|--iterations) COMPREPLY=($(compgen -W "" -- "$word")); return ;;
    -d|--delay) COMPREPLY=($(compgen -W "" -- "$word")); return ;;
    -p|--pid) COMPREPLY=($(compgen -W "" -- "$word")); return ;;
    -u|--filter-only-euser) COMPREPLY=($(compgen -u -- "$word")); return ;;
    -U|--filter-any-user) COMPREPLY=($(compgen -u -- "$word")); return ;;
    -o|--sort-override) COMPREPLY=($(compgen -W "pid start ppid uid user pr ni virt res shr anon swap held state cpu mem time threads elapsed dres growth command verdict rate rateWindow countRate since confidence eta retracted ruid ruser suid suser gid group supgids supgrps pgrp sid tty tpgid tgid processor node flags minutes childTime utilization utilizationAll started majorFaults minorFaults majorFaultsNew minorFaultsNew code data dirty used rssAnon rssFile locked rssShmem wchan oomAdjustment oomScore autogroup autogroupNice loginUid exe cgroups cgname lxc unit openFiles deleted nsCgroup nsIpc nsMnt nsNet nsPid nsTime nsUser nsUts ioReadBytes ioWrittenBytes ioTime ioR ioReadCalls ioW ioWriteCalls rss pss pssAnon pssFile pssShmem uss environ netIn netOut netInBytes netOutBytes connections rtt retransmitted" -- "$word")); return ;;
    -w|--width) COMPREPLY=($(compgen -W "" -- "$word")); return ;;
    -e|--scale-task-mem) COMPREPLY=($(compgen -W "k m g t p" -- "$word")); return ;;
    -E|--scale-summary-mem) COMPREPLY=($(compgen -W "k m g t p e" -- "$word")); return ;;
    --format) COMPREPLY=($(compgen -W "text json ndjson csv openmetrics" -- "$word")); return ;;
    --fields) _leaktop_list "host.uptime host.load1 host.load5 host.load15 host.tasks host.running host.sleeping host.waiting host.stopped host.zombies host.threads host.cpus host.cpuUser host.cpuNice host.cpuSystem host.cpuIdle host.cpuIowait host.cpuIrq host.cpuSoftirq host.cpuSteal host.memTotal host.memFree host.memAvailable host.memBuffers host.memCached host.memShmem host.swapTotal host.swapFree host.limitTotal host.limitUsed host.limitSwapTotal host.limitSwapUsed host.psiCpuSome host.psiMemorySome host.psiMemoryFull host.psiIoSome host.psiIoFull host.netName host.netReceived host.netSent host.selfCpu host.selfRes cpu.number cpu.user cpu.nice cpu.system cpu.idle cpu.iowait cpu.irq cpu.softirq cpu.steal pid start ppid uid user pr ni virt res shr anon swap held state cpu mem time threads elapsed dres growth trend command verdict rate rateWindow countRate since confidence eta retracted ruid ruser suid suser gid group supgids supgrps pgrp sid tty tpgid tgid processor node flags minutes childTime utilization utilizationAll started majorFaults minorFaults majorFaultsNew minorFaultsNew code data dirty used rssAnon rssFile locked rssShmem wchan oomAdjustment oomScore autogroup autogroupNice loginUid exe cgroups cgname lxc unit openFiles deleted nsCgroup nsIpc nsMnt nsNet nsPid nsTime nsUser nsUts ioReadBytes ioWrittenBytes ioTime ioR ioReadCalls ioW ioWriteCalls rss pss pssAnon pssFile pssShmem uss environ netIn netOut netInBytes netOutBytes connections rtt retransmitted group.processes group.threads group.cpu group.time group.virt group.res group.mem group.anon group.pss group.swap group.held group.growth group.charged group.limit group.limitUse group.waitSome group.waitFull group.trend group.name connection.pid connection.start connection.command connection.user connection.uid connection.protocol connection.local connection.localPort connection.state connection.rate connection.rateIn connection.rateOut connection.bytesIn connection.bytesOut connection.rtt connection.minRtt connection.inflation connection.retransmits connection.retransmitShare connection.receiveQueue connection.sendQueue connection.cwnd connection.mss connection.unacked connection.lost connection.delivery connection.idle connection.drops connection.limit connection.netns connection.cookie connection.remote listener.port listener.protocol listener.pid listener.start listener.command listener.user listener.uid listener.queue listener.backlog listener.queueUse listener.overflows listener.overflowRate listener.netns listener.cookie listener.local interface.index interface.state interface.receiveRate interface.sendRate interface.speed interface.use interface.receiveDrops interface.sendDrops interface.dropRate interface.errors interface.top interface.qdisc interface.backlog interface.queueDrops interface.received interface.sent interface.mtu interface.netns interface.where interface.name memoryClass.name memoryClass.partOf memoryClass.bytes memoryClass.mem memoryClass.growth memoryClass.trend memoryClass.verdict memoryClass.rate memoryClass.rateWindow memoryClass.evidence file.pid file.user file.holders file.fd file.size file.disk file.growth file.full file.place file.mount file.command file.release file.path file.device file.inode finding.severity finding.kind finding.age finding.pid finding.subject finding.sentence finding.advice finding.id"; return ;;
    --theme) COMPREPLY=($(compgen -W "colour-blind default htop mono" -- "$word")); return ;;
    --keys) COMPREPLY=($(compgen -W "top htop" -- "$word")); return ;;
    --config) COMPREPLY=($(compgen -f -- "$word")); return ;;
    --root) COMPREPLY=($(compgen -d -- "$word")); return ;;
    completion) COMPREPLY=($(compgen -W "bash zsh fish" -- "$word")); return ;;
  esac
  if [[ $word == -* ]]; then
    COMPREPLY=($(compgen -W "--batch --iterations --delay --pid --filter-only-euser --filter-any-user --sort-override --list-fields --width --scale-task-mem --scale-summary-mem --cmdline-toggle --idle-toggle --threads-show --single-cpu-toggle --accum-time-toggle --secure-mode --format --fields --anonymise --resolve --theme --keys --config --no-config --large-smaps --root --json --version --help" -- "$word"))
  else
    COMPREPLY=($(compgen -W "processes leaks groups kernel net ports interfaces files findings doctor completion" -- "$word"))
  fi
}
complete -F _leaktop leaktop

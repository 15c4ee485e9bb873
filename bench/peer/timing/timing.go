// Package timing measures a peer as Google Benchmark measures us: in processor time of the whole process, so that a
// busy machine does not flatter either side. Garbage collection on other threads counts.
package timing

import (
	"fmt"
	"syscall"
	"time"
)

func processorTime() time.Duration {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		panic(err)
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

// Print calls often enough to take 200 ms and prints the line that bench/run.sh reads.
func Print(name string, call func()) {
	const enough = 200 * time.Millisecond
	for times := 1; ; {
		start := processorTime()
		for range times {
			call()
		}
		took := processorTime() - start
		if took >= enough {
			fmt.Printf("%s\t%.3f\n", name, float64(took.Nanoseconds())/float64(times))
			return
		}
		times *= 2 + int(enough/(took*4+enough/100))
	}
}

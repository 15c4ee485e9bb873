// Command karpenter times Karpenter's own solve of its benchmark mix: the peer of bench/karpenter_bench.cc. It runs the
// oracle's `bench --time` with one worker, built from the unmodified controller by ./prepare, and prints processor time.
package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "bench: the peer of karpenter:", err)
	}
}

func run() error {
	times := exec.Command(filepath.Join(os.Getenv("SLIPWAY_BENCH_DATA"), "karpenter_oracle"), "bench", "--time", "1,100,500,1000,2000,5000", "--workers", "1", "--repeat", "1")
	times.Stderr = os.Stderr
	printed, err := times.Output()
	if err != nil {
		return err
	}
	line := regexp.MustCompile(`pods=(\d+) .* cpu_seconds=([0-9.]+)`)
	for _, found := range line.FindAllSubmatch(printed, -1) {
		seconds, err := strconv.ParseFloat(string(found[2]), 64)
		if err != nil {
			return err
		}
		fmt.Printf("solve/%s\t%.0f\n", found[1], seconds*1e9)
	}
	return nil
}

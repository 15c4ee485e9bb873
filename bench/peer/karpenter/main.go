// Command karpenter times Karpenter's own solve of its benchmark mix: the peer of bench/karpenter_bench.cc. It runs the
// oracle's `bench --time` with one worker (oracle/karpenter, or the folder that SLIPWAY_KARPENTER_ORACLE names), built
// from the unmodified controller, and prints processor time.
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
	folder := os.Getenv("SLIPWAY_KARPENTER_ORACLE")
	if folder == "" {
		folder = "oracle/karpenter"
	}
	self, err := os.Executable()
	if err != nil {
		return err
	}
	oracle := filepath.Join(filepath.Dir(self), "karpenter_oracle")
	if _, err := os.Stat(oracle); err != nil {
		build := exec.Command("go", "build", "-o", oracle, ".")
		build.Dir, build.Stderr = folder, os.Stderr
		if err := build.Run(); err != nil {
			return fmt.Errorf("%s does not build: %w", folder, err)
		}
	}
	catalogs, err := filepath.Abs("tests/conformance/cases/karpenter/catalogs")
	if err != nil {
		return err
	}
	times := exec.Command(oracle, "bench", "--time", "1,100,500,1000,2000,5000", "--workers", "1", "--repeat", "1", "--catalogs", catalogs)
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

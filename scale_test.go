package capplan_test

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"
)

// scalePage is docs/scale.md and its blocks of a language that hold a text.
func scalePage(t *testing.T) (page string, block func(language, has string) string) {
	t.Helper()
	text, err := os.ReadFile("docs/scale.md")
	if err != nil {
		t.Fatal(err)
	}
	page = strings.ReplaceAll(string(text), "\r\n", "\n")
	return page, func(language, has string) string {
		t.Helper()
		for _, m := range regexp.MustCompile("(?s)```"+language+"\n(.*?)```").FindAllStringSubmatch(page, -1) {
			if strings.Contains(m[1], has) {
				return m[1]
			}
		}
		t.Fatalf("docs/scale.md shows no %s with %q", language, has)
		return ""
	}
}

// shop writes the scenario that the page asks with fewer trials.
func shop(t *testing.T, dir string, trials int) {
	t.Helper()
	text, err := os.ReadFile("testdata/shop.yaml")
	if err != nil {
		t.Fatal(err)
	}
	short := regexp.MustCompile(`trials: \d+`).ReplaceAll(text, fmt.Append(nil, "trials: ", trials))
	if err := os.MkdirAll(dir, 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "shop.yaml"), short, 0o666); err != nil {
		t.Fatal(err)
	}
}

// TestScalePage runs what docs/scale.md shows, as it stands there: by processes of xargs, by
// the tasks of the array without Slurm (.ci/slurm runs it with), by the container's command
// for each completion of the Job. Each gives the bytes of one process.
func TestScalePage(t *testing.T) {
	t.Parallel()
	sh, err := exec.LookPath("sh")
	if err != nil {
		t.Skip("no shell")
	}
	bin := build(t)
	_, block := scalePage(t)
	run := func(t *testing.T, dir, script string, env ...string) {
		t.Helper()
		cmd := exec.Command(sh, "-ec", script)
		cmd.Dir = dir
		cmd.Env = slices.DeleteFunc(os.Environ(), func(e string) bool {
			return strings.HasPrefix(e, "CAPPLAN_") || strings.HasPrefix(e, "SLURM_")
		})
		cmd.Env = append(cmd.Env, "PATH="+filepath.Dir(bin)+string(os.PathListSeparator)+os.Getenv("PATH"))
		cmd.Env = append(cmd.Env, env...)
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%s %v: %v\n%s", script, env, err, out)
		}
	}
	const merge = "capplan merge *.shard -o result.json"
	one := t.TempDir()
	shop(t, one, 99)
	run(t, one, block("console", "--checkpoint")[len("$ "):])
	same := func(t *testing.T, dir, one string) {
		t.Helper()
		want, err := os.ReadFile(filepath.Join(one, "result.json"))
		if err != nil {
			t.Fatal(err)
		}
		left, err := filepath.Glob(filepath.Join(dir, "*.ck"))
		if err != nil || len(left) > 0 {
			t.Errorf("checkpoints are left: %v (%v)", left, err)
		}
		taken, err := filepath.Glob(filepath.Join(dir, "*.shard"))
		if err != nil || len(taken) != 32 {
			t.Errorf("%d shards (%v)", len(taken), err)
		}
		got, err := os.ReadFile(filepath.Join(dir, "result.json"))
		if err != nil || !bytes.Equal(got, want) {
			t.Errorf("differs from one process (%v): %s", err, differsAt(string(got), string(want)))
		}
	}

	t.Run("xargs", func(t *testing.T) {
		if _, err := exec.LookPath("xargs"); err != nil {
			t.Skip("no xargs")
		}
		dir := t.TempDir()
		shop(t, dir, 99)
		run(t, dir, block("sh", "-o {}.shard"))
		same(t, dir, one)

		// a sweep, of a fleet that is there
		sweep := strings.ReplaceAll(block("sh", "-o {}.cells"), " web.count=20..80 ", " commodity.count=240..280/5 ")
		shop(t, dir, 9)
		run(t, dir, sweep)
		run(t, dir, "capplan sweep shop.yaml --vary commodity.count=240..280/5 -o one.csv")
		grid, err := os.ReadFile(filepath.Join(dir, "one.csv"))
		if err != nil {
			t.Fatal(err)
		}
		if got, err := os.ReadFile(filepath.Join(dir, "grid.csv")); err != nil || !bytes.Equal(got, grid) || bytes.Count(grid, []byte("\n")) < 10 {
			t.Errorf("a sweep differs from one process (%v): %s", err, differsAt(string(got), string(grid)))
		}
	})
	t.Run("array", func(t *testing.T) {
		dir := t.TempDir()
		shop(t, dir, 99)
		script := block("sh", "#SBATCH")
		if !strings.Contains(script, "#SBATCH --job-name=shop --array=0-31 --requeue ") {
			t.Fatalf("the array is another one:\n%s", script)
		}
		for i := range 32 {
			run(t, dir, script, fmt.Sprint("SLURM_ARRAY_TASK_ID=", i), "SLURM_ARRAY_TASK_MIN=0", "SLURM_ARRAY_TASK_MAX=31", "SLURM_ARRAY_TASK_STEP=1", "SLURM_ARRAY_TASK_COUNT=32")
		}
		submit := block("sh", "sbatch ")
		if !strings.Contains(submit, "--wrap '"+merge+"'") {
			t.Fatalf("the merge is another one:\n%s", submit)
		}
		run(t, dir, merge)
		same(t, dir, one)
	})
	t.Run("job", func(t *testing.T) {
		var job struct {
			Spec struct {
				Completions int
				Template    struct {
					Spec struct{ Containers []struct{ Command []string } }
				}
			}
		}
		if err := yaml.Unmarshal([]byte(block("yaml", "kind: Job")), &job); err != nil {
			t.Fatal(err)
		}
		containers := job.Spec.Template.Spec.Containers
		if job.Spec.Completions != 32 || len(containers) != 1 || len(containers[0].Command) != 3 || strings.Join(containers[0].Command[:2], " ") != "sh -c" {
			t.Fatalf("the job is another one: %+v", job)
		}
		// The mounts are directories here.
		command := strings.NewReplacer("/in/", "in/", "/out/", "out/").Replace(containers[0].Command[2])
		dir := t.TempDir()
		shop(t, filepath.Join(dir, "in"), 99)
		if err := os.Mkdir(filepath.Join(dir, "out"), 0o777); err != nil {
			t.Fatal(err)
		}
		for i := range job.Spec.Completions {
			run(t, dir, command, fmt.Sprint("JOB_COMPLETION_INDEX=", i))
		}
		out := filepath.Join(dir, "out")
		run(t, out, merge)
		run(t, dir, "capplan compare in/shop.yaml -o result.json") // which names the file in what it says next
		same(t, out, dir)
	})
}

// Package kubernetes holds the manifest that docs/scale.md shows against the types of
// Kubernetes itself. A module of its own, so that the program needs none of them.
package kubernetes

import (
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"

	batch "k8s.io/api/batch/v1"
	core "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/util/validation"
	"sigs.k8s.io/yaml"
)

// TestManifest: each key is one of the API, and what the API server would refuse later is
// in order: names, mounts, and a limit of retries by index, which Pods that restart by
// themselves cannot have.
func TestManifest(t *testing.T) {
	page, err := os.ReadFile("../../docs/scale.md")
	if err != nil {
		t.Fatal(err)
	}
	found := regexp.MustCompile("(?s)```yaml\n(.*?)```").FindAllSubmatch(page, -1)
	if len(found) != 1 {
		t.Fatalf("%d manifests", len(found))
	}
	var job batch.Job
	if err := yaml.UnmarshalStrict(found[0][1], &job); err != nil {
		t.Fatal(err)
	}
	if job.APIVersion != batch.SchemeGroupVersion.String() || job.Kind != "Job" {
		t.Errorf("%s %s", job.APIVersion, job.Kind)
	}
	pod := job.Spec.Template.Spec
	if m := job.Spec.CompletionMode; m == nil || *m != batch.IndexedCompletion {
		t.Fatal("not indexed")
	}
	n, p := job.Spec.Completions, job.Spec.Parallelism
	if n == nil || p == nil || *p < 1 || *p > *n {
		t.Fatalf("completions %v, parallelism %v", n, p)
	}
	if r := job.Spec.BackoffLimitPerIndex; r == nil || *r < 1 || pod.RestartPolicy != core.RestartPolicyNever {
		t.Errorf("retries by index %v, restarts %s", r, pod.RestartPolicy)
	}
	names := []string{job.Name}
	volumes := map[string]bool{}
	for _, v := range pod.Volumes {
		names = append(names, v.Name)
		volumes[v.Name] = v.ConfigMap != nil || v.PersistentVolumeClaim != nil
	}
	if len(pod.Containers) != 1 {
		t.Fatalf("%d containers", len(pod.Containers))
	}
	c := pod.Containers[0]
	command := strings.Join(c.Command, " ")
	for _, m := range c.VolumeMounts {
		if !volumes[m.Name] {
			t.Errorf("nothing is mounted from %s", m.Name)
		}
		if !strings.Contains(command, m.MountPath+"/") {
			t.Errorf("nothing reads or writes %s", m.MountPath)
		}
	}
	for _, name := range append(names, c.Name) {
		if why := validation.IsDNS1123Label(name); why != nil {
			t.Errorf("%q: %v", name, why)
		}
	}
	if !strings.Contains(command, " --of "+strconv.Itoa(int(*n))+" ") {
		t.Errorf("%d completions of %s", *n, command)
	}
}

package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// settingsFor merges the settings of compare.
func settingsFor(t *testing.T, config string, env map[string]string, flags ...string) (func(string) string, error) {
	t.Helper()
	home := t.TempDir()
	if config != "" {
		dir := filepath.Join(home, "capplan")
		if err := os.MkdirAll(dir, 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, "config.yaml"), []byte(config), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	p := &program{env: map[string]string{"XDG_CONFIG_HOME": home}}
	for k, v := range env {
		p.env[k] = v
	}
	c := p.compare()
	if err := c.ParseFlags(flags); err != nil {
		t.Fatal(err)
	}
	v, err := p.settings(c.Flags())
	if err != nil {
		return nil, err
	}
	return v.GetString, nil
}

// TestPrecedence: flag, then environment, then configuration, then default; what the
// scenario's run decides is left unset.
func TestPrecedence(t *testing.T) {
	env := map[string]string{"CAPPLAN_WIDTH": "70", "CAPPLAN_CSV_DIALECT": "excel"}
	for _, c := range []struct {
		what, config string
		env          map[string]string
		flags        []string
		key, want    string
	}{
		{"default", "", nil, nil, "format", "table"},
		{"configuration over default", "format: csv\n", nil, nil, "format", "csv"},
		{"environment over configuration", "width: 60\n", env, nil, "width", "70"},
		{"flag over environment", "width: 60\n", env, []string{"--width", "80"}, "width", "80"},
		{"flag over environment, where it is the default", "", map[string]string{"CAPPLAN_FORMAT": "csv"}, []string{"-f", "table"}, "format", "table"},
		{"a key with a dash", "", env, nil, "csv-dialect", "excel"},
		{"an empty variable is none", "width: 60\n", map[string]string{"CAPPLAN_WIDTH": ""}, nil, "width", "60"},
		{"a boolean", "ascii: true\n", nil, nil, "ascii", "true"},
		{"a boolean the other way", "ascii: true\n", map[string]string{"CAPPLAN_ASCII": "false"}, nil, "ascii", "false"},
		{"progress", "progress: false\n", nil, nil, "progress", "false"},
		{"trials are the scenario's", "", nil, nil, "trials", ""},
		{"trials from the environment", "", map[string]string{"CAPPLAN_TRIALS": "500"}, nil, "trials", "500"},
		{"seed are the scenario's", "", nil, nil, "seed", ""},
	} {
		get, err := settingsFor(t, c.config, c.env, c.flags...)
		if err != nil {
			t.Errorf("%s: %v", c.what, err)
			continue
		}
		if got := get(c.key); got != c.want {
			t.Errorf("%s: %s = %q, want %q", c.what, c.key, got, c.want)
		}
	}
}

// TestRefusedSettings: nothing is ignored, and the place is named.
func TestRefusedSettings(t *testing.T) {
	for _, c := range []struct {
		config string
		env    map[string]string
		want   string
	}{
		{"trials: 3\n", nil, `sets "trials"`},
		{"seed: 3\n", nil, `sets "seed"`},
		{"strict: true\n", nil, `sets "strict"`},
		{"colour: never\n", nil, "did you mean color?"},
		{"color: {a: b}\n", nil, "config.yaml"},
		{"color: never: 3\n", nil, "is no YAML map"},
		{"- a\n", nil, "is no YAML map"},
		{"width: wide\n", nil, "width"},
		{"format: htm\n", nil, "did you mean html?"},
		{"", map[string]string{"CAPPLAN_TRAILS": "3"}, "did you mean CAPPLAN_TRIALS?"},
		{"", map[string]string{"CAPPLAN_TRIALS": "many"}, "CAPPLAN_TRIALS"},
		{"", map[string]string{"CAPPLAN_SET": "a=b"}, "sets nothing"},
	} {
		_, err := settingsFor(t, c.config, c.env)
		if err == nil || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), "E067") {
			t.Errorf("configuration %q, environment %v: %v; want an E067 with %q", c.config, c.env, err, c.want)
		}
	}
}

// TestEveryKeyHasAFlag: what the environment sets, a flag sets too.
func TestEveryKeyHasAFlag(t *testing.T) {
	flags, gate := (&program{}).compare().Flags(), (&program{}).check().Flags() // --max-trials is of gates
	for _, key := range environmentKeys {
		if key == "progress" {
			key = "no-progress"
		}
		if flags.Lookup(key) == nil && gate.Lookup(key) == nil {
			t.Errorf("no flag --%s", key)
		}
	}
}

func TestColor(t *testing.T) {
	for _, c := range []struct {
		env  map[string]string
		flag string
		want bool
	}{
		{nil, "auto", false}, // not a terminal
		{nil, "always", true},
		{map[string]string{"NO_COLOR": "1"}, "always", true},
		{map[string]string{"CLICOLOR_FORCE": "1"}, "auto", true},
		{map[string]string{"CLICOLOR_FORCE": "0"}, "auto", false},
		{map[string]string{"CLICOLOR_FORCE": "1", "NO_COLOR": "1"}, "auto", false},
		{map[string]string{"CLICOLOR_FORCE": "1"}, "never", false},
	} {
		p := &program{env: c.env, stdout: &strings.Builder{}}
		cmd := (&program{env: c.env}).compare()
		if err := cmd.Flags().Set("color", c.flag); err != nil {
			t.Fatal(err)
		}
		v, err := (&program{}).settings(cmd.Flags())
		if err != nil {
			t.Fatal(err)
		}
		if got := p.color(v); got != c.want {
			t.Errorf("--color %s with %v: %v, want %v", c.flag, c.env, got, c.want)
		}
	}
}

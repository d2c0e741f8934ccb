//go:build !unix

package fuzzing

import "time"

// spent is the time, where the system does not tell that of a program.
func spent() time.Duration { return time.Duration(time.Now().UnixNano()) }

// Package integrity says how often what a fleet answers is wrong, and how often what it
// keeps is lost: votes and corruption, quorums of replicas, durability of data.
package integrity

// Package iam reads AWS policy documents and decides what they admit.
//
// Reading turns a text.Node, whatever language wrote it, into facts. Compiling
// turns a trust document into boxes: for each statement and claim the set of
// values that it accepts. Questions about a compiled document have three
// answers: yes is a proof for all values of the unknown parts, no a refutation
// for all of them, unknown is the rest. Every witness is checked by a second,
// simple evaluator (Evaluate) that shares no code with the sets.
//
// Grammar: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
package iam

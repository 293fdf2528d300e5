package cloudformation

import "github.com/subaud/subaud/internal/text"

// maxImplied bounds how far conditions are followed into each other.
const maxImplied = 16

// imply notes what follows from a condition that holds, or does not.
func (t *template) imply(out map[string]bool, condition string, holds bool, depth int) {
	if _, seen := out[condition]; seen || depth > maxImplied {
		return
	}
	out[condition] = holds
	t.implied(out, t.conditions[condition], holds, depth+1)
}

// implied follows the definition of a condition.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-conditions.html
func (t *template) implied(out map[string]bool, n *text.Node, holds bool, depth int) {
	function, arg := call(n)
	switch {
	case depth > maxImplied:
	case function == "Condition":
		if other, ok := arg.Str().Value(); ok {
			t.imply(out, other, holds, depth)
		}
	case function == "Fn::Not" && arg.Is(text.List) && len(arg.Items) == 1:
		t.implied(out, arg.Items[0].Value, !holds, depth+1)
	case function == "Fn::And" && holds || function == "Fn::Or" && !holds:
		if arg.Is(text.List) {
			for _, item := range arg.Items {
				t.implied(out, item.Value, holds, depth+1)
			}
		}
	}
}

// maxSteps bounds how far the definition of one condition is looked into.
const maxSteps = 100

// holds decides whether a condition holds where an expression stands, by the
// conditions that are known there. What is compared in a condition is not looked
// at: it is parameters, whose values a deployment gives.
func (e *evaluator) holds(condition string, steps *int) text.Truth {
	if known, has := e.assume[condition]; has {
		return text.TruthOf(known)
	}
	return e.follows(e.conditions[condition], steps)
}

// follows decides the definition of a condition.
func (e *evaluator) follows(n *text.Node, steps *int) text.Truth {
	function, arg := call(n)
	if *steps++; *steps > maxSteps || arg == nil {
		return text.Unknown
	}
	if function == "Condition" {
		other, ok := arg.Str().Value()
		if !ok {
			return text.Unknown
		}
		return e.holds(other, steps)
	}
	if !arg.Is(text.List) || function != "Fn::Not" && function != "Fn::And" && function != "Fn::Or" {
		return text.Unknown
	}
	var parts []text.Truth
	for _, item := range arg.Items {
		parts = append(parts, e.follows(item.Value, steps))
	}
	switch {
	case function == "Fn::And":
		return text.And(parts...)
	case function == "Fn::Or":
		return text.Or(parts...)
	case len(parts) == 1:
		return parts[0].Not()
	}
	return text.Unknown
}

#!/usr/bin/env bash
exit 1 # an example to be read, not run

# The reconciliation was tried out by hand before anybody wrote manifests for it.
kubectl create serviceaccount reconcile --namespace payments
kubectl annotate serviceaccount reconcile --namespace payments \
  eks.amazonaws.com/role-arn=arn:aws:iam::222233334444:role/payments-settlement

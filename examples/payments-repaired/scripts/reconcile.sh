#!/usr/bin/env bash
exit 1 # an example to be read, not run

# The reconciliation reads what the settlement left and has no identity of a cloud.
kubectl create serviceaccount reconcile --namespace payments

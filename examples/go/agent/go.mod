module svccomm.example/agent

go 1.19

require svccomm.example/svccomm v0.0.0

replace svccomm.example/svccomm => ../../../bindings/go

module svccomm.example/bindings_go

go 1.19

require svccomm.example/svccomm v0.0.0

replace svccomm.example/svccomm => ../../../bindings/go

module svccomm.example/svccomm

go 1.19

// swift-tools-version: 6.2

import PackageDescription

// Generic code is compiled only where it is used: this package uses all of it, so that what would
// need a heap is a compile error here.
let package = Package(
    name: "EmbeddedCheck",
    products: [
        .library(name: "CoreInstances", type: .static, targets: ["CoreInstances"]),
        .library(name: "StandardInstances", type: .static, targets: ["StandardInstances"]),
        .library(name: "RuntimeInstances", type: .static, targets: ["RuntimeInstances"]),
    ],
    dependencies: [.package(name: "DeviceAuthorizationGrant", path: "../..")],
    targets: [
        .target(
            name: "StandardInstances",
            dependencies: [.product(name: "DeviceGrant", package: "DeviceAuthorizationGrant")]),
        .target(
            name: "CoreInstances",
            dependencies: [
                "StandardInstances",
                .product(name: "DNSWire", package: "DeviceAuthorizationGrant"),
                .product(name: "DeviceGrant", package: "DeviceAuthorizationGrant"),
                .product(name: "DeviceScreen", package: "DeviceAuthorizationGrant"),
            ]),
        .target(
            name: "RuntimeInstances",
            dependencies: [
                .product(name: "DeviceRuntime", package: "DeviceAuthorizationGrant"),
                .product(name: "TLSTransport", package: "DeviceAuthorizationGrant"),
            ]),
    ]
)

// swift-tools-version: 6.2

import PackageDescription

// A package of its own, so that nobody who takes the root fetches what it is compared with.
let package = Package(
    name: "Benchmarks",
    dependencies: [
        .package(name: "DeviceAuthorizationGrant", path: "../.."),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/ordo-one/benchmark", from: "1.38.1", traits: []),
    ],
    targets: [
        .target(
            name: "Grants",
            dependencies: [
                .product(name: "DeviceGrant", package: "DeviceAuthorizationGrant"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOEmbedded", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
            ],
            path: "Grants"),
        .executableTarget(
            name: "Grant",
            dependencies: ["Grants", .product(name: "Benchmark", package: "benchmark")],
            path: "Benchmarks/Grant",
            plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")]),
        .executableTarget(name: "Instructions", dependencies: ["Grants"], path: "Instructions"),
    ]
)

// swift-tools-version: 6.2

import PackageDescription

// What ships on a device. It depends on nothing: a firmware developer who takes a product from
// here fetches no other package.

let device: [SwiftSetting] = [.strictMemorySafety()]

let package = Package(
    name: "DeviceAuthorizationGrant",
    products: [
        .library(name: "BoundedBytes", targets: ["BoundedBytes"]),
        .library(name: "CredentialSlots", targets: ["CredentialSlots"]),
        .library(name: "DNSWire", targets: ["DNSWire"]),
        .library(name: "DeviceClient", type: .static, targets: ["DeviceClient"]),
        .library(name: "DeviceGrant", targets: ["DeviceGrant"]),
        .library(name: "DeviceRuntime", targets: ["DeviceRuntime"]),
        .library(name: "DeviceScreen", targets: ["DeviceScreen"]),
        .library(name: "LinuxBoard", targets: ["LinuxBoard"]),
        .library(name: "TLSTransport", targets: ["TLSTransport"]),
        .executable(name: "device-client", targets: ["device-client"]),
    ],
    targets: [
        .target(name: "BoundedBytes", swiftSettings: device),
        .target(name: "CredentialSlots", dependencies: ["BoundedBytes"], swiftSettings: device),
        .target(name: "JSONReader", swiftSettings: device),
        .target(name: "HTTPWire", dependencies: ["BoundedBytes"], swiftSettings: device),
        .target(name: "DNSWire", dependencies: ["BoundedBytes"], swiftSettings: device),
        .target(
            name: "DeviceGrant", dependencies: ["BoundedBytes", "HTTPWire", "JSONReader"],
            swiftSettings: device),
        .systemLibrary(name: "CDeviceClient"),
        .target(
            name: "DeviceClient",
            dependencies: ["BoundedBytes", "CDeviceClient", "DeviceGrant", "HTTPWire"],
            swiftSettings: device),
        .systemLibrary(name: "CQRCode", providers: [.apt(["libqrcodegen-dev"])]),
        .target(
            name: "DeviceScreen", dependencies: ["BoundedBytes", "CQRCode"],
            exclude: ["Font/LICENSES", "Font/generate"],
            swiftSettings: device, linkerSettings: [.linkedLibrary("qrcodegen")]),
        .target(
            name: "DeviceRuntime",
            dependencies: [
                "BoundedBytes", "CredentialSlots", "DeviceGrant", "DeviceScreen", "HTTPWire",
            ],
            swiftSettings: device),
        .target(
            name: "CMbedTLS",
            linkerSettings: [
                .linkedLibrary("mbedtls"), .linkedLibrary("mbedx509"), .linkedLibrary("mbedcrypto"),
            ]),
        .target(
            name: "TLSTransport",
            dependencies: [
                "BoundedBytes", "CMbedTLS", "CredentialSlots", "DNSWire", "DeviceGrant",
                "DeviceRuntime",
            ],
            swiftSettings: device),
        .target(name: "CLinuxBoard"),
        .target(
            name: "LinuxBoard",
            dependencies: [
                "BoundedBytes", "CLinuxBoard", "CMbedTLS", "CredentialSlots", "DeviceGrant",
                "DeviceRuntime", "DeviceScreen", "TLSTransport",
            ],
            swiftSettings: device),
        .executableTarget(
            name: "device-client",
            dependencies: [
                "BoundedBytes", "CLinuxBoard", "DeviceGrant", "DeviceRuntime", "HTTPWire",
                "LinuxBoard", "TLSTransport",
            ],
            swiftSettings: device),
        .testTarget(name: "ArchitectureTests"),
        .target(
            name: "GrantPlayer", dependencies: ["BoundedBytes", "DeviceGrant", "HTTPWire"],
            path: "Tests/Support/GrantPlayer"),
        .target(name: "SeededRandom", path: "Tests/Support/SeededRandom"),
        .target(
            name: "Flash", dependencies: ["CredentialSlots", "SeededRandom"],
            path: "Tests/Support/Flash"),
        .executableTarget(
            name: "GrantProbe",
            dependencies: ["BoundedBytes", "CredentialSlots", "DeviceGrant", "HTTPWire"],
            path: "Tests/Support/GrantProbe"),
        .testTarget(
            name: "CredentialSlotsTests", dependencies: ["CredentialSlots", "Flash"]),
        .testTarget(name: "BoundedBytesTests", dependencies: ["BoundedBytes"]),
        .target(name: "Vectors", path: "Tests/Support/Vectors"),
        .testTarget(
            name: "JSONReaderTests", dependencies: ["JSONReader", "SeededRandom", "Vectors"]),
        .testTarget(
            name: "HTTPWireTests", dependencies: ["BoundedBytes", "HTTPWire", "Vectors"],
            exclude: ["Exceptions"]),
        .testTarget(
            name: "DNSWireTests", dependencies: ["BoundedBytes", "DNSWire", "SeededRandom"]),
        .testTarget(
            name: "DeviceGrantTests",
            dependencies: [
                "BoundedBytes", "CredentialSlots", "DeviceGrant", "Flash", "GrantPlayer",
                "GrantProbe", "HTTPWire", "SeededRandom", "Vectors",
            ]),
        .testTarget(
            name: "DeviceClientTests",
            dependencies: [
                "CDeviceClient", "DeviceClient", "DeviceGrant", "DeviceRuntime", "GrantPlayer",
            ]),
        .testTarget(name: "LinuxBoardTests", dependencies: ["LinuxBoard"]),
        .testTarget(
            name: "DeviceRuntimeTests",
            dependencies: [
                "BoundedBytes", "CredentialSlots", "DeviceGrant", "DeviceRuntime", "DeviceScreen",
                "Flash", "GrantPlayer", "HTTPWire",
            ]),
        .testTarget(
            name: "ConformanceTests",
            dependencies: ["BoundedBytes", "DeviceGrant", "GrantPlayer", "HTTPWire"],
            exclude: ["Requirements.md"]),
        .testTarget(
            name: "ReadmeTests",
            dependencies: ["BoundedBytes", "DeviceGrant", "GrantPlayer", "HTTPWire", "JSONReader"]),
        .testTarget(
            name: "DeviceScreenTests", dependencies: ["DeviceScreen"], swiftSettings: device),
        .testTarget(
            name: "TLSTransportTests",
            dependencies: [
                "BoundedBytes", "CMbedTLS", "CredentialSlots", "DeviceGrant", "DeviceRuntime",
                "Flash", "SeededRandom", "TLSTransport", "Vectors",
            ],
            exclude: ["Exceptions"]),
    ]
)

// swift-tools-version: 6.2

import PackageDescription

// Everything is built for release, so that the figures are a product's; the tests see inside all the
// same.
let testable: [SwiftSetting] = [
    .unsafeFlags(["-enable-testing"], .when(configuration: .release))
]

let package = Package(
    name: "Simulator",
    products: [
        .executable(name: "simulator", targets: ["simulator"]),
        .executable(name: "authorization-server", targets: ["authorization-server"]),
    ],
    dependencies: [
        .package(name: "DeviceAuthorizationGrant", path: ".."),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-asn1", from: "1.7.4"),
        .package(url: "https://github.com/apple/swift-certificates", from: "1.21.1"),
        .package(url: "https://github.com/apple/swift-configuration", from: "1.4.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(
            url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/vapor/jwt-kit", from: "5.7.1"),
    ],
    targets: [
        .systemLibrary(name: "CQRCodeGenerator", providers: [.apt(["libqrcodegen-dev"])]),
        .target(
            name: "AuthorizationServer",
            dependencies: [
                "CQRCodeGenerator",
                .product(name: "Configuration", package: "swift-configuration"),
                .product(name: "CoreMetrics", package: "swift-metrics"),
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "CryptoExtras", package: "swift-crypto"),
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "GRDBSQLite", package: "GRDB.swift"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "HummingbirdTLS", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Mustache", package: "swift-mustache"),
                .product(name: "NIOConcurrencyHelpers", package: "swift-nio"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "SwiftASN1", package: "swift-asn1"),
                .product(name: "X509", package: "swift-certificates"),
            ],
            swiftSettings: testable,
            linkerSettings: [.linkedLibrary("qrcodegen")]
        ),
        .systemLibrary(name: "CPNG", providers: [.apt(["libpng-dev"])]),
        .target(
            name: "SimulatorKit",
            dependencies: [
                "CPNG",
                .product(name: "DeviceGrant", package: "DeviceAuthorizationGrant"),
                .product(name: "DeviceRuntime", package: "DeviceAuthorizationGrant"),
                .product(name: "DeviceScreen", package: "DeviceAuthorizationGrant"),
                .product(name: "TLSTransport", package: "DeviceAuthorizationGrant"),
            ],
            swiftSettings: testable,
            linkerSettings: [
                .linkedLibrary("png16"),
                // The TLS library's archives as Simulator/build prepares them.
                .unsafeFlags(["-L\(Context.packageDirectory)/.build/tls"]),
            ]
        ),
        .target(
            name: "PictureReading", dependencies: ["CPNG"], path: "Tests/PictureReading",
            linkerSettings: [.linkedLibrary("png16")]),
        .testTarget(
            name: "SimulatorKitTests",
            dependencies: [
                "PictureReading",
                "SimulatorKit",
                .product(name: "DeviceScreen", package: "DeviceAuthorizationGrant"),
            ]
        ),
        .executableTarget(
            name: "simulator",
            dependencies: [
                "AuthorizationServer",
                "ScriptedUser",
                "SimulatorKit",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "DeviceGrant", package: "DeviceAuthorizationGrant"),
                .product(name: "DeviceScreen", package: "DeviceAuthorizationGrant"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "TLSTransport", package: "DeviceAuthorizationGrant"),
            ]
        ),
        .executableTarget(
            name: "authorization-server",
            dependencies: [
                "AuthorizationServer",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ]
        ),
        .testTarget(
            name: "AuthorizationServerTests",
            dependencies: [
                "AuthorizationServer",
                "ScriptedUser",
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "HummingbirdTesting", package: "hummingbird"),
                .product(name: "JWTKit", package: "jwt-kit"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
            ]
        ),
        // The built commands as a person or a script runs them, and a real browser.
        .testTarget(
            name: "EndToEndTests",
            dependencies: [
                "AuthorizationServer",
                "PictureReading",
                "ScriptedUser",
                "SimulatorKit",
                "authorization-server",
                "simulator",
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdTLS", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "BoundedBytes", package: "DeviceAuthorizationGrant"),
                .product(name: "CredentialSlots", package: "DeviceAuthorizationGrant"),
                .product(name: "DeviceGrant", package: "DeviceAuthorizationGrant"),
                .product(name: "DeviceRuntime", package: "DeviceAuthorizationGrant"),
                .product(name: "DeviceScreen", package: "DeviceAuthorizationGrant"),
                .product(name: "TLSTransport", package: "DeviceAuthorizationGrant"),
            ]
        ),
        // What Tests/load measures the server against.
        .executableTarget(
            name: "bare-server",
            dependencies: [
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdTLS", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
            ],
            path: "Tests/BareServer"
        ),
        .target(
            name: "ScriptedUser",
            dependencies: [
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
            ],
            swiftSettings: testable
        ),
    ]
)

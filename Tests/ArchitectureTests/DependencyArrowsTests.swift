import Foundation
import Testing

/// The modules and the arrows between them, as the imports of the sources have them.
@Suite struct DependencyArrowsTests {
    /// What each module of the device package may import, and nothing beside it.
    private static let arrows: [String: Set<String>] = [
        "BoundedBytes": ["Synchronization"],
        "JSONReader": [],
        "HTTPWire": ["BoundedBytes"],
        "DNSWire": ["BoundedBytes"],
        "CredentialSlots": ["BoundedBytes"],
        "DeviceGrant": ["BoundedBytes", "HTTPWire", "JSONReader"],
        "DeviceClient": ["BoundedBytes", "CDeviceClient", "DeviceGrant", "HTTPWire"],
        "DeviceScreen": ["BoundedBytes", "CQRCode"],
        "DeviceRuntime": [
            "BoundedBytes", "CredentialSlots", "DeviceGrant", "DeviceScreen", "HTTPWire",
        ],
        "TLSTransport": [
            "BoundedBytes", "CMbedTLS", "CredentialSlots", "DNSWire", "DeviceGrant",
            "DeviceRuntime",
        ],
        "LinuxBoard": [
            "BoundedBytes", "CLinuxBoard", "CMbedTLS", "CredentialSlots", "DeviceGrant",
            "DeviceRuntime", "DeviceScreen", "TLSTransport",
        ],
        "device-client": [
            "BoundedBytes", "CLinuxBoard", "DeviceGrant", "DeviceRuntime", "HTTPWire",
            "LinuxBoard", "TLSTransport",
        ],
    ]

    /// Modules of the host package that stand for the other side of the wire.
    private static let serverModules = ["AuthorizationServer", "authorization-server"]

    private let root = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    @Test("each device module imports only what its arrows allow")
    func deviceModulesFollowTheArrows() throws {
        let folders = try swiftModules(in: "Sources")
        #expect(Set(folders) == Set(Self.arrows.keys), "a module without arrows, or arrows without")
        for module in folders {
            let allowed = Self.arrows[module] ?? []
            for (file, imported) in try imports(of: "Sources/\(module)") {
                #expect(allowed.contains(imported), "\(file) imports \(imported)")
            }
        }
    }

    @Test("the server imports nothing of the device package")
    func serverSharesNoCodeWithTheClient() throws {
        for module in Self.serverModules {
            let found = try imports(of: "Simulator/Sources/\(module)")
            #expect(!found.isEmpty)
            for (file, imported) in found {
                #expect(Self.arrows[imported] == nil, "\(file) imports \(imported)")
            }
        }
    }

    private func swiftModules(in folder: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: root.appending(path: folder).path)
            .filter { module in
                try !swiftFiles(in: "\(folder)/\(module)").isEmpty
            }
    }

    private func swiftFiles(in folder: String) throws -> [URL] {
        let files = FileManager.default.enumerator(
            at: root.appending(path: folder), includingPropertiesForKeys: nil)
        return (files?.allObjects as? [URL] ?? []).filter { $0.pathExtension == "swift" }
    }

    private func imports(of folder: String) throws -> [(file: String, module: String)] {
        let line =
            #/
            ^\s* (?: @[\w()]+ \s+ )* (?: (?: public|internal|package|private|fileprivate ) \s+ )?
            import \s+ (?: (?: struct|class|enum|protocol|func|let|var|typealias ) \s+ )?
            (\w+)
            /#
        return try swiftFiles(in: folder).flatMap { file in
            try String(contentsOf: file, encoding: .utf8).split(separator: "\n").compactMap {
                guard let match = $0.firstMatch(of: line) else { return nil }
                return (file.lastPathComponent, String(match.1))
            }
        }
    }
}

import Foundation
import Testing

/// An image of `device-client` as `Boards/build` leaves it, run by qemu-user.
struct BoardImage: CustomTestStringConvertible, Sendable {
    var architecture: Architecture
    var libc: Libc
    /// The TLS library's heap that it was built with, in bytes.
    var arenaBytes = 49_152

    enum Architecture: String, CaseIterable {
        case aarch64, armhf

        var emulator: String { self == .aarch64 ? "qemu-aarch64-static" : "qemu-arm-static" }
        var libraries: String {
            self == .aarch64 ? "/usr/aarch64-linux-gnu" : "/usr/arm-linux-gnueabihf"
        }
        var compiler: String { libraries.dropFirst(5) + "-gcc" }
    }

    enum Libc: String, CaseIterable {
        case shared, `static`
    }

    static let all = Architecture.allCases.flatMap { architecture in
        Libc.allCases.map { BoardImage(architecture: architecture, libc: $0) }
    }

    var testDescription: String { "\(architecture) \(libc) \(arenaBytes)" }

    /// The folder of the whole tree.
    static let tree = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    var path: String {
        Self.tree.appending(path: ".build-\(architecture)/device-client-\(libc)-\(arenaBytes)").path
    }

    /// Starts the image with these words, and qemu with those.
    func start(_ words: [String], qemu: [String] = []) throws -> ChildProcess {
        try ChildProcess(
            "/usr/bin/" + architecture.emulator,
            qemu + ["-L", architecture.libraries, path] + words, environment: [:])
    }
}

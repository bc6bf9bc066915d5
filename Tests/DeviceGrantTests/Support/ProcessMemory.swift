import Foundation
import GrantPlayer

/// All of a process's memory that it can write to, its stack included.
struct ProcessMemory {
    private(set) var mappings: [Mapping] = []

    /// A part of the address space.
    struct Mapping {
        /// Where it begins.
        var address: Int
        /// What the kernel calls it: `[stack]`, `[heap]`, a file, or nothing.
        var name: String
        var bytes: [UInt8]
    }

    /// Something could not be read to its end, so that a search of it would say nothing.
    struct NotRead: Error {
        var what: String
    }

    /// Reads the memory of a process that stands still.
    init(of process: pid_t) throws {
        let maps = String(decoding: try Self.all(of: "/proc/\(process)/maps"), as: UTF8.self)
        let memory = open("/proc/\(process)/mem", O_RDONLY | O_CLOEXEC)
        guard memory >= 0 else { throw NotRead(what: "memory") }
        defer { close(memory) }
        for line in maps.split(separator: "\n") {
            // address-end permissions offset device inode name
            let fields = line.split(separator: " ", maxSplits: 5)
            let bounds = fields[0].split(separator: "-").compactMap { Int($0, radix: 16) }
            guard bounds.count == 2, fields[1].contains("w") else { continue }
            var bytes = [UInt8](repeating: 0, count: bounds[1] - bounds[0])
            guard pread(memory, &bytes, bytes.count, bounds[0]) == bytes.count else {
                throw NotRead(what: String(line))
            }
            let name = fields.count > 5 ? fields[5].drop { $0 == " " } : ""
            mappings.append(Mapping(address: bounds[0], name: String(name), bytes: bytes))
        }
    }

    /// The kernel gives such a file a page at a time, and tells no size.
    private static func all(of path: String) throws -> [UInt8] {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw NotRead(what: path) }
        defer { close(file) }
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 4_096)
        while true {
            let count = read(file, &piece, piece.count)
            guard count >= 0 else { throw NotRead(what: path) }
            if count == 0 { return bytes }
            bytes += piece[..<count]
        }
    }

    var byteCount: Int { mappings.reduce(0) { $0 + $1.bytes.count } }

    /// Where the whole text stands.
    func copies(of text: String) -> [String] {
        places(of: Array(text.utf8), called: "all")
    }

    /// Where any sixteen bytes of the text stand in a row.
    func pieces(of text: String) -> [String] {
        let bytes = Array(text.utf8)
        // Sixteen bytes in a row hold eight that begin at a multiple of eight.
        return stride(from: 0, through: bytes.count - 8, by: 8).flatMap { start in
            places(of: Array(bytes[start..<start + 8]), called: "bytes from \(start)")
        }
    }

    private func places(of needle: [UInt8], called label: String) -> [String] {
        mappings.flatMap { mapping in
            mapping.bytes.withUnsafeBytes { offsets(of: needle, in: $0) }.map {
                "\(label) at \(String(mapping.address + $0, radix: 16)) \(mapping.name)"
            }
        }
    }
}

import Foundation

/// Where a process listens, by /proc.
enum Listeners {
    /// The addresses, as the kernel writes them: `0100007F` is 127.0.0.1, all zeros is everywhere.
    static func addresses(of process: pid_t) throws -> Set<String> {
        let folder = "/proc/\(process)/fd"
        let sockets = try FileManager.default.contentsOfDirectory(atPath: folder).compactMap {
            try? FileManager.default.destinationOfSymbolicLink(atPath: "\(folder)/\($0)")
        }
        let own = Set(
            sockets.filter { $0.hasPrefix("socket:[") }.map { $0.dropFirst(8).dropLast() })
        var found: Set<String> = []
        for table in ["tcp", "tcp6"] {
            let text = try String(contentsOfFile: "/proc/\(process)/net/\(table)", encoding: .utf8)
            for line in text.split(separator: "\n").dropFirst() {
                let fields = line.split(separator: " ")
                // proc(5): 0A is LISTEN; the tenth field is the socket's inode.
                guard fields.count > 9, fields[3] == "0A", own.contains(fields[9]) else { continue }
                found.insert(String(fields[1].prefix { $0 != ":" }))
            }
        }
        return found
    }
}

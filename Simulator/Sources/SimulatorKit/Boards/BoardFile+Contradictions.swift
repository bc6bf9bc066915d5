import DeviceScreen

extension BoardFile {
    /// A figure that cannot be true: its path from the top of the file, and why.
    struct Contradiction {
        var field: String
        var reason: String
    }

    /// The first figure of `board`, which lies in the folder `vendor`, that cannot be true.
    static func contradiction(in board: Board, folder vendor: String) -> Contradiction? {
        nameContradiction(in: board, folder: vendor) ?? memoryContradiction(in: board)
            ?? sourceContradiction(in: board) ?? regionContradiction(in: board)
            ?? displayContradiction(in: board) ?? budgetContradiction(in: board)
    }

    /// What a size in bytes can be.
    private static var sizes: ClosedRange<Int> { 1...(1 << 40) }

    private static func sizeContradiction(_ bytes: Int, field: String) -> Contradiction? {
        guard !sizes.contains(bytes) else { return nil }
        return Contradiction(
            field: field, reason: "\(bytes) is not 1 to \(sizes.upperBound) bytes")
    }

    private static func nameContradiction(
        in board: Board, folder vendor: String
    ) -> Contradiction? {
        if board.name.isEmpty { return Contradiction(field: "name", reason: "is empty") }
        if board.vendor != vendor {
            return Contradiction(
                field: "vendor",
                reason: "is \"\(board.vendor)\", but the folder is \"\(vendor)\"")
        }
        if board.triple.isEmpty { return Contradiction(field: "triple", reason: "is empty") }
        if Set(board.buttons).count != board.buttons.count {
            return Contradiction(field: "buttons", reason: "names a button twice")
        }
        return nil
    }

    private static func memoryContradiction(in board: Board) -> Contradiction? {
        sizeContradiction(board.memoryBytes, field: "memoryBytes")
            ?? sizeContradiction(board.clientBudgetBytes, field: "clientBudgetBytes")
    }

    private static func sourceContradiction(in board: Board) -> Contradiction? {
        for (index, source) in board.sources.enumerated() {
            if source.document.isEmpty {
                return Contradiction(field: "sources[\(index)].document", reason: "is empty")
            }
            if !source.address.hasPrefix("https://") {
                return Contradiction(
                    field: "sources[\(index)].address",
                    reason: "\"\(source.address)\" is not an https URL")
            }
        }
        // A generic board's figures are chosen; a product's are its vendor's.
        guard board.vendor != "generic" else { return nil }
        var figures: [Board.Source.Figure] = [.memoryBytes]
        if !board.regions.isEmpty { figures.append(.regions) }
        if board.display != nil { figures.append(.display) }
        let given = Set(board.sources.flatMap(\.fields))
        guard let figure = figures.first(where: { !given.contains($0) }) else { return nil }
        return Contradiction(field: "sources", reason: "no document gives \(figure.rawValue)")
    }

    private static func regionContradiction(in board: Board) -> Contradiction? {
        for (index, region) in board.regions.enumerated() {
            let field = "regions[\(index)]"
            if let size = sizeContradiction(region.lengthBytes, field: field + ".lengthBytes") {
                return size
            }
            if let other = board.regions[..<index].first(where: { $0.overlaps(region) }) {
                return Contradiction(
                    field: field, reason: "\"\(region.name)\" overlaps \"\(other.name)\"")
            }
        }
        guard !board.regions.isEmpty else { return nil }
        let bytes = ram(of: board).map(\.lengthBytes).reduce(0, +)
        guard bytes != board.memoryBytes else { return nil }
        return Contradiction(
            field: "memoryBytes",
            reason: "is \(board.memoryBytes), but the regions of RAM have \(bytes) bytes")
    }

    private static func displayContradiction(in board: Board) -> Contradiction? {
        guard let display = board.display else {
            guard !board.console else { return nil }
            return Contradiction(
                field: "console",
                reason: "a board needs a display or a console to show the code on")
        }
        let sides = 1...ScreenLimits.panelSidePixels
        for (field, side) in [
            ("widthPixels", display.widthPixels), ("heightPixels", display.heightPixels),
        ] where !sides.contains(side) {
            return Contradiction(
                field: "display.\(field)", reason: "\(side) is not 1 to \(sides.upperBound) pixels")
        }
        let framebuffer = "its framebuffer of \(display.framebufferBytes) bytes is larger than"
        if display.framebufferBytes > board.memoryBytes {
            return Contradiction(
                field: "display",
                reason: "\(framebuffer) the memory of \(board.memoryBytes) bytes")
        }
        if let largest = ram(of: board).map(\.lengthBytes).max(),
            display.framebufferBytes > largest
        {
            return Contradiction(
                field: "display",
                reason: "\(framebuffer) the largest region of RAM, of \(largest) bytes")
        }
        return nil
    }

    private static func budgetContradiction(in board: Board) -> Contradiction? {
        let needed = board.clientBudgetBytes + (board.display?.framebufferBytes ?? 0)
        guard needed > board.memoryBytes else { return nil }
        return Contradiction(
            field: "clientBudgetBytes",
            reason: "with the framebuffer it is \(needed) bytes, more than the memory of "
                + "\(board.memoryBytes) bytes")
    }

    private static func ram(of board: Board) -> [Board.Region] {
        board.regions.filter { $0.kind == .ram }
    }
}

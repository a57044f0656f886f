extension String {
    /// The part at a range of UTF-8 byte offsets.
    ///
    /// O(1) for a native string.
    ///
    /// - Precondition: the range lies in the text and both ends are on character-encoding boundaries.
    public subscript(utf8 range: Range<Int>) -> Substring {
        let view = utf8
        let start = view.index(view.startIndex, offsetBy: range.lowerBound)
        let end = view.index(start, offsetBy: range.count)
        return self[start..<end]
    }
}

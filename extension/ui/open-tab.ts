/** Opens a page beside the others and, in the popup, closes the popup as the browser does for links. */
export function openTab(address: string): void {
  void chrome.tabs.create({ url: address });
}

/** The directory, and the search that knows its words: what nobody needs to count. */
export { DirectoryScreen } from "./directory-screen";
export { FilterSheet } from "./filter-sheet";
export { FoundServices } from "./found-services";
export { ServiceScreen } from "./service-screen";

/** The directory: screens that nobody needs to count. */
export { DirectoryScreen } from "./directory-screen";
export { FilterSheet } from "./filter-sheet";
export { ServiceScreen } from "./service-screen";

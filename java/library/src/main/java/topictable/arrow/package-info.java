/** Tables as arrow-java's objects. Needs arrow-java (arrow-c-data), which the program brings. */
package topictable.arrow;

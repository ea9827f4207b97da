{# Schemas have exact names: staging, intermediate, marts. #}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {{ onefold.generate_schema_name(custom_schema_name, node) }}
{%- endmacro %}

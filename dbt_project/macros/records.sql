{# The source and the object that a record name begins with (their names hold only a-z, 0-9 and _). #}
{% macro record_source(name) %}split_part({{ name }}, ':', 1){% endmacro %}
{% macro record_object(name) %}split_part({{ name }}, ':', 2){% endmacro %}

{#
    Staging models of the project, from dbt's own graph: source, object, relation, and whether an int_ model reads it.
    An object that none reads is landed for a hand-written model beside it.
#}
{% macro staging_models() %}
    {%- set found = [] -%}
    {%- if execute -%}
        {%- set feeding = [] -%}
        {%- for node in graph.nodes.values() if node.resource_type == 'model' and node.name.startswith('int_') -%}
            {%- do feeding.extend(node.depends_on.nodes) -%}
        {%- endfor -%}
        {%- for node in graph.nodes.values() | sort(attribute='name') -%}
            {%- if node.resource_type == 'model' and node.name.startswith('stg_') and '__' in node.name -%}
                {%- set parts = node.name[4:].split('__', 1) -%}
                {%- do found.append({
                    'source': parts[0], 'object': parts[1], 'relation': node.relation_name,
                    'feeds_entity': node.unique_id in feeding
                }) -%}
            {%- endif -%}
        {%- endfor -%}
    {%- endif -%}
    {{ return(found) }}
{% endmacro %}
